// What Node's child_process.fork takes for the same jobs, whose messages are JSON, and the package workerpool on top of it.
// usage: node node_peer.js FIGURE [ARGUMENTS]
// Writes "ready", then answers every line "COUNT" on its input with a JSON array of samples.
'use strict';
const { fork } = require('child_process');
const fs = require('fs');
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

// The package is installed beside this script on demand, and so is not there for the figures without it.
const workerPool = (size) => require('workerpool').pool(path.join(__dirname, 'node_pool_worker.js'), {
  workerType: 'process', minWorkers: size, maxWorkers: size,
});

async function callOneByOne(call, count) {
  const samples = [];
  for (let i = 0; i < count; i++) {
    const start = now();
    await call(3);
    samples.push(now() - start);
  }
  return samples;
}

async function callsPerSecond(calls, inFlight, count) {
  const start = now();
  let started = 0;
  const lane = async (call) => {
    while (started < count) {
      await call(started++);
    }
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, (_, i) => lane(calls[i % calls.length])));
  return [count / ((now() - start) / 1e6)];
}

// Pages that no other process shares.
const privateMebibytes = (processId) => fs.readFileSync(`/proc/${processId}/smaps_rollup`, 'ascii').split('\n')
  .filter((line) => /^Private_(Clean|Dirty):/.test(line))
  .reduce((sum, line) => sum + parseInt(line.split(/\s+/)[1], 10), 0) / 1024;

const figures = {
  // Microseconds of one call after another.
  call() {
    const call = caller(startChild());
    return (count) => callOneByOne(call, count);
  },

  poolcall() {
    const pool = workerPool(1);
    return (count) => callOneByOne((x) => pool.exec('square', [x]), count);
  },

  // Calls per second with a number of calls in flight on two processes.
  flood(inFlight) {
    const calls = [caller(startChild()), caller(startChild())];
    return (count) => callsPerSecond(calls, inFlight, count);
  },

  poolflood(inFlight) {
    const pool = workerPool(2);
    return (count) => callsPerSecond([(x) => pool.exec('square', [x])], inFlight, count);
  },

  // MiB that an idle child keeps for itself.
  memory() {
    const child = startChild();
    const call = caller(child);
    return async (count) => {
      await call(3);
      return Array.from({ length: count }, () => privateMebibytes(child.pid));
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
