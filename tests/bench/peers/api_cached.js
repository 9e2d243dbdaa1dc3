// A result that is in memcached already, by Node's plain http server: the body
// of the request, hashed, is the key. One process a core, as users of cluster
// run it; one connection to memcached each.
//
//   node api_cached.js SOCKET MEMCACHED-SOCKET PROCESSES
'use strict';
const cluster = require('cluster');
const crypto = require('crypto');
const http = require('http');
const net = require('net');

const [socket, memcached, processes] = process.argv.slice(2);

// memcached's text protocol: replies come in the order of the requests.
class Memcached {
  constructor(path) {
    this.waiting = [];
    this.input = Buffer.alloc(0);
    this.link = net.connect(path);
    this.link.on('data', (bytes) => this.take(bytes));
    this.link.on('error', () => process.exit(1));
  }

  get(key, done) {
    this.waiting.push(done);
    this.link.write('get ' + key + '\r\n');
  }

  take(bytes) {
    this.input = this.input.length ? Buffer.concat([this.input, bytes]) : bytes;
    while (this.waiting.length) {
      const end = this.input.indexOf('\r\n');
      if (end < 0) return;
      const words = this.input.toString('latin1', 0, end).split(' ');
      let value = null;
      let next = end + 2;
      if (words[0] === 'VALUE') {
        const length = Number(words[3]);
        next += length + 2 + 5; // the value, its line end, END and its own
        if (this.input.length < next) return;
        value = this.input.subarray(end + 2, end + 2 + length);
      }
      this.input = this.input.subarray(next);
      this.waiting.shift()(value);
    }
  }
}

function serve() {
  const cache = new Memcached(memcached);
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const hash = crypto.createHash('sha256');
      for (const part of parts) hash.update(part);
      cache.get('node:' + hash.digest('hex'), (value) => {
        if (value === null) {
          response.writeHead(404, { 'Content-Length': 0 });
          response.end();
          return;
        }
        response.writeHead(200, {
          'Content-Type': 'application/json',
          'Content-Length': value.length,
          'Cache-Control': 'no-store',
          'X-Cache': 'hit',
        });
        response.end(value);
      });
    });
  });
  server.keepAliveTimeout = 75000; // longer than nginx keeps it
  server.listen(socket);
}

if (cluster.isPrimary) {
  for (let i = 0; i < Number(processes); i++) cluster.fork();
  process.on('SIGTERM', () => process.exit(0)); // its processes follow
} else {
  serve();
}
