"""Plays the host of one worker and prints every byte of the conversation; docs/protocol.md shows its output.

usage: python3 eng/protocol-exchange.py FOLDER [--check FILE | --write FILE]
FOLDER is where Quickstart.dll was built. --check fails when the marked part of FILE differs, --write replaces it.
What changes from run to run (process ids, the build's id, stack traces) is replaced by fixed text, and lengths are
counted again, so that what is shown fits together.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

TOKEN = "00112233445566778899aabbccddeeff"
HOST_ID = 41000
WORKER_ID = 41968
BUILD_ID = "763c91c7-c24d-44ff-88be-69bdc6136606"
MARKS = ("<!-- exchange: begin -->\n", "<!-- exchange: end -->\n")


def module_version(path):
    """The module's version id: the first entry of the GUID heap of its metadata."""
    with open(path, "rb") as file:
        image = file.read()
    root = image.index(b"BSJB")
    entry = image.index(b"#GUID\0", root) - 8
    start = root + int.from_bytes(image[entry:entry + 4], "little")
    g = image[start:start + 16]
    return "-".join((g[3::-1].hex(), g[5:3:-1].hex(), g[7:5:-1].hex(), g[8:10].hex(), g[10:].hex()))


class Exchange:
    def __init__(self, folder):
        self.text = []
        self.version = module_version(os.path.join(folder, "Quickstart.dll"))
        place = tempfile.mkdtemp()
        path = os.path.join(place, "s")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(1)
        app = os.path.join(folder, "Quickstart")
        command = ["dotnet", "exec", "--runtimeconfig", app + ".runtimeconfig.json", "--depsfile", app + ".deps.json",
                   os.path.join(folder, "ProcessIsolate.dll")]
        environment = dict(os.environ, PROCESSISOLATE_ENDPOINT=path, PROCESSISOLATE_TOKEN=TOKEN)
        self.worker = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.connection = listener.accept()[0]
        shutil.rmtree(place)
        self.stream = self.connection.makefile("rb")

    def say(self, text):
        self.text.append(f"\n{text}\n")

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":"), ensure_ascii=False).encode()
        self.connection.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.show("host to worker", body)

    def send_batch(self, raw, **message):
        body = json.dumps({"jsonrpc": "2.0", **message, "params": []}, separators=(",", ":")).encode()
        self.connection.sendall(b"Content-Length: %d\r\nAttachment-Length: %d\r\n\r\n%s%s" % (len(body), len(raw), body, raw))
        self.show("host to worker", body, raw)

    def receive(self):
        self.show("worker to host", self.read_body())

    def read_body(self):
        header = self.stream.readline()
        assert self.stream.readline() == b"\r\n"
        return self.stream.read(int(header.split(b":")[1]))

    def receive_records(self, count, size=None):
        """as many records as a batch has calls; size: the bytes of a plain value"""
        lines = [escape(self.stream.read(1))]
        for _ in range(count):
            kind = self.stream.read(1)
            if kind == b"\x01":
                lines += [escape(kind), *frame_lines(self.fix(self.read_body()))]
            elif size:
                lines.append(escape(kind + self.stream.read(size)))
            else:
                lengths = self.stream.read(8)
                text, raw = (int.from_bytes(lengths[i:i + 4], "little") for i in (0, 4))
                lines.append(escape(kind + lengths) + self.stream.read(text).decode() + escape(self.stream.read(raw)))
        self.append("worker to host", lines)

    def show(self, direction, body, raw=b""):
        self.append(direction, frame_lines(self.fix(body), raw))

    def append(self, direction, lines):
        self.text.append("\n```text\n" + "\n".join([direction + ":", *lines]) + "\n```\n")

    def fix(self, body):
        text = body.decode().replace(self.version, BUILD_ID)
        text = re.sub(r'"processId":\d+', f'"processId":{WORKER_ID}', text)
        return re.sub(r'"stack":"(\\.|[^"\\])*"', '"stack":"..."', text).encode()


def escape(raw):
    """bytes that are no text"""
    return "".join(f"\\x{byte:02x}" for byte in raw)


def frame_lines(body, raw=b""):
    lines = [f"Content-Length: {len(body)}\\r\\n"]
    if raw:
        lines.append(f"Attachment-Length: {len(raw)}\\r\\n")
    lines += ["\\r\\n", body.decode()]
    # Text that stands among the raw bytes stays readable.
    return lines + (["".join(part.decode() if part.isascii() and part[:1] == b"[" else escape(part) for part in pieces(raw))] if raw else [])


def pieces(raw):
    """raw bytes, cut before and behind JSON arrays"""
    return re.split(rb"(\[[^\]]*\])", raw)


def record(text):
    return b"\0" + len(text).to_bytes(4, "little") + bytes(4) + text


def converse(folder):
    talk = Exchange(folder)
    talk.say("The worker connects and introduces itself. It shows the token it was given and says which protocol it speaks.")
    talk.receive()
    talk.say("The host sets the terms, and names the assemblies whose methods it will call. The worker loads them and checks "
             "that they are the same builds.")
    module = {"name": "Quickstart", "fullName": "Quickstart, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null",
              "version": talk.version, "path": "/app/Quickstart.dll"}
    talk.send(id=1, method="initialize", params={
        "protocolVersion": 1, "workerId": 1, "hostProcessId": HOST_ID, "maxMessageBytes": 268435456, "maxJsonDepth": 128,
        "culture": "", "uiCulture": "", "modules": [module]})
    talk.receive()
    talk.say("`Square(3)`:")
    talk.send(id=2, method="Quickstart/Quickstart.Jobs.Square(int)", params=[3])
    talk.receive()
    talk.say("A method that returns nothing has the result `null`:")
    talk.send(id=3, method="Quickstart/Quickstart.Jobs.CountPrimes(string, int)", params=["A", 100])
    talk.receive()
    talk.say("A method that throws:")
    talk.send(id=4, method="Quickstart/Quickstart.HashFolder.Hash(string)", params=[None])
    talk.receive()
    talk.say("Two requests sent at once, and the cancellation of the second before it began. The first is answered first.")
    talk.send(id=5, method="Quickstart/Quickstart.Jobs.CountPrimes(string, int)", params=["A", 2000000])
    talk.send(id=6, method="Quickstart/Quickstart.Jobs.Square(int)", params=[4])
    talk.send(method="$/cancelRequest", params={"id": 6})
    talk.receive()
    talk.receive()
    talk.say("A request for a method that does not exist, and one with a wrong argument:")
    talk.send(id=7, method="Quickstart/Nobody()", params=[])
    talk.receive()
    talk.send(id=8, method="Quickstart/Quickstart.Jobs.Square(int)", params=["three"])
    talk.receive()
    talk.say("A host learns of an assembly only when it is loaded; it then tells its workers before the first call. "
             "Here the assembly is known already, and nothing changes.")
    talk.send(id=9, method="loadModules", params={"modules": [module]})
    talk.receive()
    talk.say("Two calls in one request, whose argument and result are plain values, see [batches](#batches). "
             "The answer says that the batch begins, then has one record for each call. `\\x` stands for a byte; each record is shown "
             "on a line of its own.")
    talk.send_batch((3).to_bytes(4, "little") + (4).to_bytes(4, "little"), id=10, method="Quickstart/Quickstart.Jobs.Square(int)", batch=2)
    talk.receive_records(2, 4)
    talk.say("Two calls of a method with other values in one request. The first fails.")
    talk.send_batch(record(b"[null]") + record(b'["/dev/null"]'), id=12, method="Quickstart/Quickstart.HashFolder.Hash(string)",
                    batch=2, records=True)
    talk.receive_records(2)
    talk.say("The end: `exit` takes its turn behind the requests before it. The worker says with which code it leaves, as it "
             "does however it comes to leave by itself, and closes its end.")
    talk.send(method="exit", params={"exitCode": 0})
    talk.receive()
    assert talk.stream.read() == b"" and talk.worker.wait() == 0
    return "".join(talk.text).lstrip("\n")


def main():
    text = converse(sys.argv[1])
    if len(sys.argv) < 4:
        print(text)
        return 0
    with open(sys.argv[3], encoding="utf-8") as file:
        before, rest = file.read().split(MARKS[0])
        shown, after = rest.split(MARKS[1])
    if sys.argv[2] == "--write":
        with open(sys.argv[3], "w", encoding="utf-8", newline="\n") as file:
            file.write(before + MARKS[0] + text + MARKS[1] + after)
        return 0
    print("The exchange is as shown." if shown == text else "The exchange differs from what is shown.")
    return 0 if shown == text else 1


if __name__ == "__main__":
    sys.exit(main())
