// A host that is no .NET program: starts a real worker, shakes hands and calls methods by vscode-jsonrpc. Prints what it
// learned as one line of JSON.
const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const rpc = require('vscode-jsonrpc/node');

const [dotnet, library, app, moduleName] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pitest-node-'));
const endpoint = path.join(folder, 's');
const method = signature => `${moduleName}/${moduleName}.Work.${signature}`;

const server = net.createServer(socket => converse(socket).then(report, error => { console.error(error); process.exitCode = 1; })
    .finally(() => { server.close(); fs.rmSync(folder, { recursive: true }); }));
let exited;
server.listen(endpoint, () => {
    const worker = spawn(dotnet, ['exec', '--runtimeconfig', app + '.runtimeconfig.json', '--depsfile', app + '.deps.json', library], {
        env: { ...process.env, PROCESSISOLATE_ENDPOINT: endpoint, PROCESSISOLATE_TOKEN: 'open sesame' },
        stdio: ['ignore', 'inherit', 'inherit'],
    });
    exited = new Promise(resolve => worker.on('exit', resolve));
});

async function converse(socket) {
    const connection = rpc.createMessageConnection(new rpc.SocketMessageReader(socket), new rpc.SocketMessageWriter(socket));
    const hello = new Promise(resolve => connection.onNotification('hello', resolve));
    const exiting = new Promise(resolve => connection.onNotification('$/exiting', resolve));
    connection.listen();
    const learned = { hello: await hello };
    learned.initialized = await connection.sendRequest('initialize', {
        protocolVersion: 1, workerId: 77, hostProcessId: process.pid, maxMessageBytes: 1000000, maxJsonDepth: 64,
        culture: '', uiCulture: '', modules: [{ name: moduleName, path: app + '.dll' }],
    });
    learned.positional = await connection.sendRequest(method('Square(int)'), rpc.ParameterStructures.byPosition, 12);
    learned.named = await connection.sendRequest(method('Subtract(int, int)'), { right: 1, left: 43 });
    learned.processId = await connection.sendRequest(method('Id()'));
    learned.cancelled = await failure(cancelSlowCall(connection));
    learned.unknown = await failure(connection.sendRequest(method('Missing()')));
    learned.thrown = await failure(connection.sendRequest(method('Fail(string)'), rpc.ParameterStructures.byPosition, 'as asked'));
    learned.wrongArguments = await failure(connection.sendRequest(method('Square(int)'), rpc.ParameterStructures.byPosition, 'twelve'));
    learned.afterwards = await connection.sendRequest(method('Square(int)'), { x: 5 });
    connection.sendNotification('exit', { exitCode: 5 });
    learned.exiting = await exiting;
    learned.exitCode = await exited;
    return learned;
}

async function cancelSlowCall(connection) {
    const source = new rpc.CancellationTokenSource();
    const slow = connection.sendRequest(method('WaitForCancellation(System.Threading.CancellationToken)'), source.token);
    source.cancel();
    return slow;
}

async function failure(promise) {
    try {
        return { result: await promise };
    } catch (error) {
        return { code: error.code, message: error.message, data: error.data };
    }
}

function report(learned) {
    console.log(JSON.stringify(learned));
}
