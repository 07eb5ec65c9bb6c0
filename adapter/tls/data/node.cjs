// Loaded by NODE_OPTIONS: Node's own https takes no proxy from the environment before version 24.
const http = require("http");
const https = require("https");
const tls = require("tls");

// Whoever takes the proxy out of the environment wants none.
if (!process.env.HTTPS_PROXY) return;
const proxy = new URL(process.env.HTTPS_PROXY);
const spared = (process.env.NO_PROXY || "").split(",");
const direct = https.Agent.prototype.createConnection;

https.Agent.prototype.createConnection = function (options, done) {
  if (spared.includes(options.host)) return direct.call(this, options, done);
  const target = `${options.host}:${options.port}`;
  const call = { host: proxy.hostname, port: proxy.port, method: "CONNECT", path: target, agent: false };
  const asked = http.request({ ...call, headers: { Host: target } });
  asked.once("connect", (answer, socket) => {
    if (answer.statusCode !== 200) {
      socket.destroy();
      done(new Error(`the proxy refuses ${target}: ${answer.statusCode} ${answer.statusMessage}`));
      return;
    }
    const secured = { servername: options.host, ...options, host: undefined, port: undefined, path: undefined };
    done(null, tls.connect({ ...secured, socket }));
  });
  asked.once("error", done);
  asked.end();
};
