<?php
// Loaded by auto_prepend_file: PHP's own streams take no proxy from the environment.
if (getenv('HTTPS_PROXY')) {
    // A proxy finds the host of a plain http:// address in the request line.
    stream_context_set_default([
        'http' => [
            'proxy' => preg_replace('/^http/', 'tcp', getenv('HTTPS_PROXY')),
            'request_fulluri' => true,
        ],
    ]);
}
