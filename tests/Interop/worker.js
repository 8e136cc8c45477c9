// A worker that is no .NET program: answers the handshake and a few calls with vscode-jsonrpc.
const fs = require('fs');
const net = require('net');
const rpc = require('vscode-jsonrpc/node');

const RequestCancelled = -32800;
const InvocationError = -32000;

const socket = net.connect(process.env.PROCESSISOLATE_ENDPOINT.replace(/^@/, '\0'), () => {
    const connection = rpc.createMessageConnection(new rpc.SocketMessageReader(socket), new rpc.SocketMessageWriter(socket));
    connection.onRequest('initialize', () => ({ protocolVersion: 1, processId: process.pid }));
    connection.onNotification('exit', params => process.exit(params.exitCode));
    connection.onClose(() => process.exit(0));
    connection.onRequest((method, params, token) => call(method, params, token));
    connection.listen();
    connection.sendNotification('hello', { token: process.env.PROCESSISOLATE_TOKEN, processId: process.pid, protocolVersion: 1 });
});

function call(method, params, token) {
    const name = /\.(\w+)\(/.exec(method)[1];
    switch (name) {
        case 'Square':
            return params[0] * params[0];
        case 'ProcessId':
            return process.pid;
        case 'Listen':
            fs.writeFileSync(params[0], String(process.pid));
            return new Promise((_, reject) => token.onCancellationRequested(
                () => reject(new rpc.ResponseError(RequestCancelled, 'stopped in time'))));
        case 'BadArgument':
            throw new rpc.ResponseError(InvocationError, 'not so', {
                type: 'System.ArgumentException', assembly: 'System.Private.CoreLib', message: 'not so', paramName: 'name' });
        default:
            throw new Error('nothing of that name');
    }
}
