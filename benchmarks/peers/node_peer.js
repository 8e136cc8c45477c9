// What Node's child_process.fork takes for the same jobs; its messages are JSON.
// usage: node node_peer.js FIGURE [ARGUMENTS]
// Writes "ready", then answers every line "COUNT" on its input with a JSON array of samples.
'use strict';
const { fork } = require('child_process');
const path = require('path');
const readline = require('readline');

const startChild = () => fork(path.join(__dirname, 'node_child.js'));
const now = () => Number(process.hrtime.bigint()) / 1000;

function caller(child) {
  const waiting = new Map();
  let last = 0;
  child.on('message', (message) => {
    const resolve = waiting.get(message.id);
    waiting.delete(message.id);
    resolve(message.result);
  });
  return (x) => new Promise((resolve) => {
    waiting.set(++last, resolve);
    child.send({ id: last, x });
  });
}

const figures = {
  // Microseconds of one call after another.
  call() {
    const call = caller(startChild());
    return async (count) => {
      const samples = [];
      for (let i = 0; i < count; i++) {
        const start = now();
        await call(3);
        samples.push(now() - start);
      }
      return samples;
    };
  },

  // Calls per second with a number of calls in flight on two processes.
  flood(inFlight) {
    const callers = [caller(startChild()), caller(startChild())];
    return async (count) => {
      const start = now();
      let started = 0;
      const lane = async (call) => {
        while (started < count) {
          await call(started++);
        }
      };
      await Promise.all(Array.from({ length: Number(inFlight) }, (_, i) => lane(callers[i % 2])));
      return [count / ((now() - start) / 1e6)];
    };
  },

  // Milliseconds from the start of a fresh process to its first result.
  start() {
    return async (count) => {
      const samples = [];
      for (let i = 0; i < count; i++) {
        const begin = now();
        const child = startChild();
        await caller(child)(3);
        samples.push((now() - begin) / 1000);
        child.kill();
      }
      return samples;
    };
  },
};

async function main() {
  const measure = figures[process.argv[2]](...process.argv.slice(3));
  console.log('ready');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await measure(Number(line))));
  }
  process.exit(0);
}

main();
