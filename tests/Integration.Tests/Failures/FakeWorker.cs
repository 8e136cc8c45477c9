using System.IO;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>A worker in a few lines of script, which keeps to the protocol until it answers its first call with bytes of
/// the test's choice.</summary>
internal static class FakeWorker
{
    private const string Script = """
        const fs = require('fs'), net = require('net');
        const env = process.env;
        const socket = net.connect(env.PROCESSISOLATE_ENDPOINT.replace(/^@/, '\0'));
        const answer = process.argv[2].startsWith('hex:') ? Buffer.from(process.argv[2].slice(4), 'hex') : process.argv[2];
        const frame = body => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
        const send = message => socket.write(frame(JSON.stringify({ jsonrpc: '2.0', ...message })));
        let buffer = Buffer.alloc(0);
        socket.on('connect', () => send({ method: 'hello',
            params: { token: env.PROCESSISOLATE_TOKEN, processId: process.pid, protocolVersion: Number(process.argv[3] || 1),
                attachments: Buffer.isBuffer(answer), batches: Buffer.isBuffer(answer) } }));
        socket.on('end', () => process.exit(0));
        socket.on('error', () => process.exit(0));
        socket.on('data', chunk => {
            buffer = Buffer.concat([buffer, chunk]);
            for (;;) {
                const head = buffer.indexOf('\r\n\r\n');
                if (head < 0) { return; }
                const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, head))[1]);
                const raw = Number((/Attachment-Length: (\d+)/.exec(buffer.subarray(0, head)) || [0, 0])[1]);
                if (buffer.length < head + 4 + length + raw) { return; }
                const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length));
                buffer = buffer.subarray(head + 4 + length + raw);
                if (message.batch) { fs.appendFileSync(__dirname + '/batches', JSON.stringify(message) + '\n'); }
                if (message.method === 'initialize') { send({ id: message.id, result: { protocolVersion: 1, processId: process.pid } }); }
                else if (message.id !== undefined) { socket.write(Buffer.isBuffer(answer) ? answer : answer.replaceAll('<id>', message.id)); }
            }
        });
        """;

    /// <param name="folder">Where the script may lie.</param>
    /// <param name="answer">What it sends for a call; the call's id in place of <c>&lt;id&gt;</c>. <c>hex:</c> and digits: bytes, from a
    /// worker that takes batches and raw bytes and writes those it gets into the file <c>batches</c>.</param>
    /// <param name="protocolVersion">What it says of itself.</param>
    public static (string FileName, string[] Arguments) Command(string folder, string answer, int protocolVersion = 1)
    {
        string path = Path.Combine(folder, "worker.js");
        File.WriteAllText(path, Script);
        return ("node", [path, answer, protocolVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }

    public static string Frame(string body) => $"Content-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
