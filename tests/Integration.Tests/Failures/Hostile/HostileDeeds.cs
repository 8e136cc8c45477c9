using System.Collections.Generic;
using System.Linq;
using static ProcessIsolate.Integration.Tests.Failures.Hostile.HostileRow;

namespace ProcessIsolate.Integration.Tests.Failures.Hostile;

/// <summary>The rows in which a worker floods its host, closes or passes descriptors, stops, or writes into the rings.</summary>
internal static class HostileDeeds
{
    // Every word of the lane's header, see LaneLayout.
    private static readonly int[] Words = [0, 4, 8, 64, 128, 192, 256, 320, 384, 448, 512, 576, 640, 704];
    private static readonly string[] Values = ["0", "-1", "1 << 31", "(1 << 63) - 1", "w.rings.position(192) + 1000"];

    public static IEnumerable<HostileRow> All => [.. Floods, .. Descriptors, .. Ends, .. Scribbles, .. BetweenCalls];

    private static IEnumerable<HostileRow> Floods =>
    [
        Call("$/progress without end", "while True: w.control(note('$/progress', '{\"x\":1}') * 100)", Outcomes.Timeout | Outcomes.Protocol),
        Call("answers' bytes without end", "while True: w.send(b' ' * 1000)", Outcomes.Protocol | Outcomes.Timeout),
        Call("notifications where answers belong", "while True: w.send(note('$/progress') * 100)", Outcomes.Timeout | Outcomes.Protocol),
        Call("answers without end", "while True: w.answer(100)", Outcomes.Answer),
        Call("stderr without end", "while True: os.write(2, b'x' * 1000 + b'\\n')", Outcomes.Timeout),
        Call("10 MB on stderr", "os.write(2, b'\\0' * 10)\nfor _ in range(100): os.write(2, b'\\xff' * 9999 + b'\\n')\nw.answer()", Outcomes.Answer),
        Call("segments without end", """
            import uuid
            while True:
                d = w.memory()
                w.control(note('$/segment', '{"id":"%s","kind":3,"size":65536}' % uuid.uuid4()), [d])
                os.close(d)
            """, Outcomes.Timeout | Outcomes.Protocol),
        Call("the same segment without end", """
            d = w.memory()
            while True:
                w.control(note('$/segment', '{"id":"12345678-1234-1234-1234-123456789abc","kind":3,"size":65536}'), [d])
            """, Outcomes.Timeout | Outcomes.Protocol),
        Call("wanted segments without end", "while True: w.control(note('$/segmentWanted', '{\"id\":\"12345678-1234-1234-1234-123456789abc\"}') * 50)",
            Outcomes.Timeout | Outcomes.Protocol | Outcomes.Crash),
    ];

    private static IEnumerable<HostileRow> Descriptors =>
    [
        Call("descriptors with nothing", "d = w.memory()\nfor _ in range(2000): w.control(note('$/news'), [d])\nw.answer()", Outcomes.Answer | Outcomes.Protocol),
        Call("sixteen descriptors at once", "d = w.memory()\nfor _ in range(100): w.control(note('$/news'), [d] * 16)\nw.answer()", Outcomes.Answer | Outcomes.Protocol),
        Call("a segment of no memory", """
            w.control(note('$/segment', '{"id":"12345678-1234-1234-1234-123456789abc","kind":1,"size":65536}'), [0])
            w.answer()
            """, Outcomes.Answer | Outcomes.Protocol),
        Call("a segment smaller than said", """
            w.control(note('$/segment', '{"id":"12345678-1234-1234-1234-123456789abc","kind":1,"size":6553600}'), [w.memory(4096)])
            w.answer()
            """, Outcomes.Answer | Outcomes.Protocol),
        Call("a segment that shrinks", """
            d = w.memory()
            w.control(note('$/segment', '{"id":"12345678-1234-1234-1234-123456789abc","kind":1,"size":65536}'), [d])
            os.ftruncate(d, 0)
            w.answer()
            """, Outcomes.Answer | Outcomes.Protocol),
        Call("segments of every kind, full of garbage", """
            for kind in range(-1, 14):
                d = w.memory()
                os.pwrite(d, os.urandom(65536), 0)
                w.control(note('$/segment', '{"id":"12345678-1234-1234-1234-1234567890%02x","kind":%d,"size":65536}' % (kind + 1, kind)), [d])
            w.answer()
            """, Outcomes.Answer | Outcomes.Protocol),
    ];

    private static IEnumerable<HostileRow> Ends =>
    [
        Call("closes its socket and lives", "w.socket.close()\nw.stay()", Outcomes.Protocol),
        Call("closes one direction and lives", "w.socket.shutdown(1)\nw.stay()", Outcomes.Protocol),
        Call("stops reading, answers", "w.socket.shutdown(0)\nw.answer()", Outcomes.Answer | Outcomes.Protocol),
        Call("closes stderr, answers", "os.close(2)\nw.answer()", Outcomes.Answer),
        Call("closes stdin and stdout, answers", "os.close(0)\nos.close(1)\nw.answer()", Outcomes.Answer),
        Call("stops itself", "os.kill(os.getpid(), signal.SIGSTOP)", Outcomes.Timeout),
        Call("ignores SIGTERM and does not answer", "signal.signal(15, signal.SIG_IGN)\nw.stay()", Outcomes.Timeout),
        Call("leaves a child behind that holds everything", "if os.fork(): os._exit(0)\nsignal.alarm(20)\nos.close(1)\nw.stay()", Outcomes.Crash | Outcomes.Timeout),
        Call("dies of SIGSEGV", "os.kill(os.getpid(), 11)", Outcomes.Crash),
    ];

    private static IEnumerable<HostileRow> Scribbles =>
        from word in Words
        from value in Values
        select Call($"word {word} = {value}", $"w.rings.poke({word}, {value})\nw.answer()", Outcomes.Any, Transport.SharedMemory);

    // What is wrong between two calls is no fault of the next caller. A control lane of its own is
    // read at once: that worker stays until it is killed.
    private static IEnumerable<HostileRow> BetweenCalls =>
    [
        HostileRow.At("after", "garbage on the control lane", "w.control(b'garbage\\r\\n\\r\\n')\nif w.rings: w.stay()", Outcomes.Answer),
        HostileRow.At("after", "garbage where answers belong", "w.send(b'garbage\\r\\n\\r\\n')", Outcomes.Answer),
        HostileRow.At("after", "another answer", "w.answer()", Outcomes.Answer),
        HostileRow.At("after", "a request", "w.send(frame('{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"x\"}'))", Outcomes.Answer),
        HostileRow.At("after", "its end", "w.mark()\nos._exit(0)", Outcomes.Answer),
        HostileRow.At("after", "a word of news", "w.control(note('$/news'))", Outcomes.Answer),
        HostileRow.At("after", "half a pair", "w.control(note('$/segmentWanted', r'{\"id\":\"\\ud800\"}'))\nif w.rings: w.stay()", Outcomes.Answer),
    ];
}
