using System.Collections.Generic;
using System.Linq;
using static ProcessIsolate.Integration.Tests.Failures.Hostile.HostileRow;

namespace ProcessIsolate.Integration.Tests.Failures.Hostile;

/// <summary>The rows in which a worker sends what it must not: answers, errors, notifications, the words of the handshake.</summary>
internal static class HostileMessages
{
    private const string AnId = "\"id\":\"12345678-1234-1234-1234-123456789abc\"";

    public static IEnumerable<HostileRow> All => [.. Answers, .. Results, .. Batches, .. Errors, .. Notifications, .. Handshakes];

    private static IEnumerable<HostileRow> Answers =>
    [
        Call("no header", """w.send(b"this is no header\r\n\r\n")""", Outcomes.Protocol),
        Call("length in words", """w.send(b"Content-Length: many\r\n\r\n")""", Outcomes.Protocol),
        Call("negative length", """w.send(b"Content-Length: -5\r\n\r\n")""", Outcomes.Protocol),
        Call("length zero", """w.send(b"Content-Length: 0\r\n\r\n")""", Outcomes.Protocol),
        Call("huge length", """w.send(b"Content-Length: 99999999999\r\n\r\n")""", Outcomes.TooLarge),
        Call("huge raw length", """w.send(b"Content-Length: 5\r\nAttachment-Length: 99999999999\r\n\r\n")""", Outcomes.TooLarge),
        Call("negative raw length", """w.send(b"Content-Length: 5\r\nAttachment-Length: -1\r\n\r\nhello")""", Outcomes.Protocol),
        Call("endless header", """w.send(b"x" * 5000)""", Outcomes.Protocol),
        Call("no JSON", "w.send(frame('hello'))", Outcomes.Protocol),
        Call("an array", "w.send(frame('[]'))", Outcomes.Protocol),
        Call("two objects", "w.send(frame('{}{}'))", Outcomes.Protocol),
        Call("zeros", "w.send(frame(bytes(100)))", Outcomes.Protocol),
        Call("deep", "w.reply('\"result\":' + '[' * 5000 + ']' * 5000)", Outcomes.Protocol),
        Call("deep as far as allowed", "w.reply('\"result\":' + '[' * 120 + ']' * 120)", Outcomes.Protocol),
        Call("wrong id", "w.id = 99999\nw.answer()", Outcomes.Protocol),
        Call("huge id", "w.id = 10 ** 40\nw.answer()", Outcomes.Protocol),
        Call("negative id", "w.id = -w.id\nw.answer()", Outcomes.Protocol),
        Call("id of the handshake", "w.id = 1\nw.answer()", Outcomes.Protocol),
        Call("id in quotes", "w.id = '\"%d\"' % w.id\nw.answer()", Outcomes.Protocol),
        Call("no id", """w.send(frame('{"jsonrpc":"2.0","result":9}'))""", Outcomes.Protocol),
        Call("no version", """w.send(frame('{"id":%d,"result":9}' % w.id))""", Outcomes.Protocol),
        Call("another version", """w.send(frame('{"jsonrpc":"1.0","id":%d,"result":9}' % w.id))""", Outcomes.Protocol),
        Call("result and error", """w.reply('"result":9,"error":{}')""", Outcomes.Protocol),
        Call("neither", """w.reply('"x":9')""", Outcomes.Protocol),
        Call("a request", """w.reply('"method":"x"')""", Outcomes.Protocol),
        Call("a method that is a number", """w.reply('"method":5')""", Outcomes.Protocol),
        Call("a method with half a pair", "w.send(frame(r'{\"jsonrpc\":\"2.0\",\"method\":\"\\ud800\"}'))\nw.answer()", Outcomes.Protocol),
        Call("headers of the wrong kind", """w.reply(r'"traceparent":"\ud800","result":9')""", Outcomes.Protocol),
        Call("a batch of minus one", """w.reply('"batch":-1,"result":9')""", Outcomes.Protocol),
        Call("bad UTF-8", "w.reply(b'\"result\":\"\\xff\\xfe\"')", Outcomes.Protocol),
        Call("bad UTF-8 in a name", "w.reply(b'\"\\xff\\xfe\":1,\"result\":9')", Outcomes.Answer | Outcomes.Protocol),
        Call("twice", "w.answer(2)", Outcomes.Answer),
        Call("an answer, then garbage", "w.answer(then=b'garbage' * 50)", Outcomes.Answer),
        Call("an answer, then half of one", "w.answer(then=frame('{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":9}')[:25])", Outcomes.Answer),
        Call("never", "pass", Outcomes.Timeout),
        Call("half", "w.send(frame('{\"jsonrpc\":\"2.0\"}')[:25])", Outcomes.Timeout),
        Call("half, then its end", "w.send(frame('{\"jsonrpc\":\"2.0\"}')[:25])\nos._exit(3)", Outcomes.Crash),
        Call("half, then an answer", "w.send(frame('{\"jsonrpc\":\"2.0\"}')[:25])\nw.answer()", Outcomes.Protocol),
        Call("its end in order", "os._exit(0)", Outcomes.Crash),
        Call("an announced end", "w.control(note('$/exiting', '{\"exitCode\":7}'))\nos._exit(7)", Outcomes.Crash),
        Call("an announced end that is another", "w.control(note('$/exiting', '{\"exitCode\":0}'))\nos.kill(os.getpid(), 9)", Outcomes.Crash),
        Call("an answer on the control lane", "w.control(frame('{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":9}' % w.id))", Outcomes.Protocol, Transport.SharedMemory),
        Call("a notification on the call lane", "w.send(note('$/news'))\nw.answer()", Outcomes.Answer | Outcomes.Protocol),
    ];

    private static IEnumerable<HostileRow> Results =>
        new[]
        {
            "\"nine\"", "1.5", "null", "true", "{}", "[]", "[9]", "1e400", "99999999999", "-99999999999999999999999", "\"\\ud800\"", "{\"raw\":4}",
            "{\"raw\":-1}", "{\"segment\":\"x\",\"view\":0}",
        }
        .Select(static result => Call("result " + result, $"w.reply(r'''\"result\":{result}''')", Outcomes.Protocol))
        .Append(Call("raw bytes that belong to nothing", "w.send(frame('{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":9}' % w.id, b'x' * 10))", Outcomes.Protocol))
        .Append(Call("raw bytes that do not come", """
            w.send(b'Content-Length: 36\r\nAttachment-Length: 10\r\n\r\n{"jsonrpc":"2.0","id":%d,"result":9} ' % w.id)
            """, Outcomes.Protocol));

    // A batch over the stream begins with a record that says so.
    private static IEnumerable<HostileRow> Batches =>
        new (string Name, string Code, Outcomes Allowed)[]
        {
            ("unknown record", "w.send(b'\\x07')", Outcomes.Protocol),
            ("cancelled unasked", "w.send(b'\\x02')", Outcomes.Protocol),
            ("an error of garbage", "w.send(b'\\x01garbage\\r\\n\\r\\n')", Outcomes.Protocol),
            ("an error of another call", "w.send(b'\\x01' + frame('{\"jsonrpc\":\"2.0\",\"id\":99,\"error\":{\"code\":1,\"message\":\"m\"}}'))", Outcomes.Protocol),
            ("a result as an error", "w.send(b'\\x01' + frame('{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":9}' % w.id))", Outcomes.Protocol),
            ("half a record", "w.send(b'\\0\\1')", Outcomes.Timeout),
            ("half a record, then its end", "w.send(b'\\0\\1')\nos._exit(3)", Outcomes.Crash),
            ("one of two", "w.send(b'\\0' + bytes(4))", Outcomes.Timeout),
            ("three of two", "w.send((b'\\0' + bytes(4)) * 3)", Outcomes.Answer),
            ("records without end", "while True: w.send((b'\\0' + bytes(4)) * 1000)", Outcomes.Answer),
            ("a response instead", "w.reply('\"result\":9')", Outcomes.Protocol),
        }
        .Select(static row => Call("batch, " + row.Name, "if not w.rings: w.send(b'\\x03')\n" + row.Code, row.Allowed));

    private static IEnumerable<HostileRow> Errors =>
    [
        Call("error text", """w.reply('"error":"text"')""", Outcomes.Protocol),
        Call("error null", """w.reply('"error":null')""", Outcomes.Protocol),
        Call("error empty", """w.reply('"error":{}')""", Outcomes.Thrown),
        Call("error with everything of another kind", """w.reply('"error":{"code":"x","message":5,"data":{"type":5,"message":[],"stack":{},"inner":5,"inners":{},"data":5,"code":"y"}}')""", Outcomes.Thrown),
        Call("error code huge", """w.reply('"error":{"code":1e999,"message":"m"}')""", Outcomes.Thrown | Outcomes.Protocol),
        Call("error cancelled unasked", """w.reply('"error":{"code":-32800,"message":"m"}')""", Outcomes.Thrown),
        Call("error with half a pair", """w.reply(r'"error":{"code":1,"message":"\ud800"}')""", Outcomes.Protocol),
        Call("error of bad UTF-8", "w.reply(b'\"error\":{\"code\":1,\"message\":\"\\xff\"}')", Outcomes.Protocol),
        Call("type with half a pair", """w.reply(r'"error":{"code":1,"message":"m","data":{"type":"\ud800"}}')""", Outcomes.Protocol),
        Call("12 MB of error", """w.error(',"stack":"' + 'x' * 12000000 + '"')""", Outcomes.Protocol),
        Call("12 MB of arrays", """w.error(',"data":[' + '[],' * 4000000 + '[]]')""", Outcomes.Protocol),
        Call("many inner exceptions", """w.error(',"inners":[' + ','.join(['{"type":"T"}'] * 200000) + ']')""", Outcomes.Thrown),
        Call("many known inner exceptions", """w.error(',"inners":[' + ','.join(['{"type":"System.FormatException","assembly":"System.Private.CoreLib"}'] * 50000) + ']')""", Outcomes.Thrown),
        Call("deep inner exceptions", """w.error(',"inner":{"type":"T"' * 60 + '}' * 60)""", Outcomes.Thrown),
        Call("too deep inner exceptions", """w.error(',"inner":{"type":"T"' * 500 + '}' * 500)""", Outcomes.Protocol),
        Call("branching inner exceptions", """
            t = '{"type":"System.AggregateException","assembly":"System.Private.CoreLib"}'
            for _ in range(11):
                t = '{"type":"System.AggregateException","assembly":"System.Private.CoreLib","message":"m","inners":[' + ','.join([t] * 3) + ']}'
            w.reply('"error":{"code":1,"message":"m","data":' + t + '}')
            """, Outcomes.Protocol | Outcomes.Thrown),
        Call("150,000 entries of data", """w.error(',"data":[' + ','.join('[["String","%d"],["Int32","7"]]' % i for i in range(150000)) + ']')""", Outcomes.Protocol),
        Call("100,000 entries of data", """w.error(',"data":[' + ','.join('[["String","%d"],["Int32","7"]]' % i for i in range(100000)) + ']')""", Outcomes.Thrown),
        Call("data of the wrong types", """w.error(',"data":[[["Int32","x"],["Int32","y"]],[["guid","z"],["DateTime","?"]],[["99","1"],["DBNull",""]],[[],[]],5]')""", Outcomes.Thrown),
        Call("equal keys of data", """w.error(',"data":[[["String","k"],["Int32","1"]],[["String","k"],["Int32","2"]]]')""", Outcomes.Thrown),
        Call("raw bytes behind an error", "w.send(frame('{\"jsonrpc\":\"2.0\",\"id\":%d,\"error\":{\"code\":1,\"message\":\"m\"}}' % w.id, b'x'))", Outcomes.Protocol),
    ];

    private static IEnumerable<HostileRow> Notifications
    {
        get
        {
            Outcomes either = Outcomes.Answer | Outcomes.Protocol;
            string[] methods = ["$/exiting", "$/segment", "$/segmentWanted", "$/segmentDropped", "$/segmentInTransit", "$/unknown", "hello", "exit"];
            (string Name, string Params)[] kinds =
            [
                ("an array", "'[]'"), ("text", "'\"x\"'"), ("a number", "'5'"), ("null", "'null'"),
                ("numbers for text", "'{\"id\":5,\"name\":5,\"kind\":\"x\",\"size\":\"x\",\"times\":\"x\",\"exitCode\":\"x\"}'"),
                ("negative", $"'{{{AnId},\"kind\":-1,\"size\":-1,\"times\":-1,\"exitCode\":-1}}'"),
                ("huge numbers", $"'{{{AnId},\"kind\":1e999,\"size\":9223372036854775807,\"times\":99999999999,\"exitCode\":99999999999}}'"),
                ("huge", "'{\"id\":\"' + 'x' * 3000000 + '\"}'"),
                ("70 levels", "'{\"exitCode\":' + '[' * 70 + ']' * 70 + '}'"),
                ("300 levels", "'[' * 300 + ']' * 300"),
                ("an unknown id", $"'{{{AnId},\"kind\":1,\"size\":65536,\"times\":1}}'"),
                ("bad UTF-8", "b'{\"id\":\"\\xff\\xfe\",\"name\":\"\\xff\"}'"),
                ("half a pair", "r'{\"id\":\"\\ud800\",\"name\":\"\\ud800\",\"exitCode\":1}'"),
                ("half of it", "'{\"id\":'"),
                ("nothing", "None"),
            ];
            int number = 0;
            foreach (string method in methods)
            {
                foreach ((string name, string parameters) in kinds)
                {
                    // The control lane is the same over both; half of the rows over each are enough.
                    Transport transport = number++ % 2 == 0 ? Transport.Stream : Transport.SharedMemory;
                    yield return Call($"{method}, {name}", $"w.control(note('{method}', {parameters}))\nw.answer()", either, transport);
                }

                yield return Call($"{method}, twice", $"w.control(note('{method}', '{{{AnId}}}') * 2)\nw.answer()", either);
            }

            yield return Call("$/exiting, 70 levels, no answer", "w.control(note('$/exiting', '{\"x\":' + '[' * 70 + ']' * 70 + '}'))", Outcomes.Timeout);
            yield return Call("$/segmentWanted, half a pair, no answer", "w.control(note('$/segmentWanted', r'{\"id\":\"\\ud800\"}'))", Outcomes.Protocol);
            yield return Call("garbage on the control lane, no answer", "w.control(b'garbage\\r\\n\\r\\n')", Outcomes.Protocol);
        }
    }

    private static IEnumerable<HostileRow> Handshakes
    {
        get
        {
            Outcomes start = Outcomes.Answer | Outcomes.StartFailed;
            (string Name, string Code)[] hellos =
            [
                ("garbage", "w.control(b'garbage\\r\\n\\r\\n')"), ("never", "pass"), ("twice", "w.control(w.hello() * 2)"),
                ("half", "w.control(w.hello()[:30])"), ("no token", "w.control(w.hello(token=None))"), ("another token", "w.control(w.hello(token='x'))"),
                ("a number as token", "w.control(w.hello(token=5))"), ("huge token", "w.control(w.hello(token='x' * 3000000))"),
                ("another version", "w.control(w.hello(protocolVersion=99))"), ("version in words", "w.control(w.hello(protocolVersion='x'))"),
                ("half a pair", "w.control(note('hello', r'{\"token\":\"\\ud800\",\"protocolVersion\":1}'))"), ("array", "w.control(note('hello', '[]'))"),
                ("deep", "w.control(note('hello', '[' * 100 + ']' * 100))"), ("its end", "os._exit(3)"),
                ("abilities of another kind", "w.control(w.hello(attachments=5, batches='x', sharedMemory=[]))"),
            ];
            (string Name, string Code)[] begins =
            [
                ("garbage", "w.control(b'garbage\\r\\n\\r\\n')"), ("never", "pass"), ("twice", "w.reply('\"result\":{}', 2)"),
                ("an error", "w.reply('\"error\":{\"code\":1,\"message\":\"m\"}')"), ("an error that is text", "w.reply('\"error\":\"text\"')"),
                ("an error with half a pair", "w.reply(r'\"error\":{\"code\":1,\"message\":\"\\ud800\"}')"), ("null", "w.reply('\"result\":null')"),
                ("wrong id", "w.id = 77\nw.reply('\"result\":{}')"), ("its end", "os._exit(3)"), ("half", "w.control(b'Content-Length: 10\\r\\n\\r\\n{')"),
                ("a notification with half a pair", "w.control(note('$/segmentWanted', r'{\"id\":\"\\ud800\"}'))"),
            ];
            return hellos.Select(row => At("connect", row.Name, row.Code, start)).Concat(begins.Select(row => At("begin", row.Name, row.Code, start)));
        }
    }
}
