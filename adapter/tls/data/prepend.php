<?php
// Loaded by auto_prepend_file: PHP's own streams take no proxy from the environment.
if (getenv('HTTPS_PROXY')) {
    stream_context_set_default([
        'http' => ['proxy' => preg_replace('/^http/', 'tcp', getenv('HTTPS_PROXY'))],
    ]);
}
