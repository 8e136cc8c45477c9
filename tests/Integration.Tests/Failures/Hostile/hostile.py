"""A worker that keeps to the protocol, over either transport, until the plan it was given says otherwise.

usage: hostile.py FOLDER PLAN

PLAN is a file of Python: functions whose names say when they run. Each gets the worker.
    connect(w)   in place of hello          begin(w)     in place of the answer to initialize
    ready(w)     after that answer          call(w)      in place of the answer to the first call
    after(w)     after that answer
Only the first process started with a folder does what the plan says; its successors are honest. So a test sees whether
the next call works.
"""
import ctypes
import json
import mmap
import os
import random
import select
import signal
import socket
import struct
import sys
import time

CAPACITY, REQUESTS, RESPONSES, BELL, WAITS, CLAIM, DATA = 8, 64, 192, 320, 384, 576, 4096
FUTEX, WAKE = {'x86_64': 202, 'aarch64': 98}.get(os.uname().machine, -1), 1
LIBC = ctypes.CDLL(None, use_errno=True)


def frame(body, raw=b''):
    body = body.encode('utf-8') if isinstance(body, str) else body
    head = f'Content-Length: {len(body)}\r\n' + (f'Attachment-Length: {len(raw)}\r\n' if raw else '')
    return head.encode() + b'\r\n' + body + raw


def note(method, params=None):
    """A notification; params is JSON text, or bytes that only look like it."""
    start = ('{"jsonrpc":"2.0","method":' + json.dumps(method)).encode()
    if params is None:
        return frame(start + b'}')
    return frame(start + b',"params":' + (params.encode() if isinstance(params, str) else params) + b'}')


class Ring:
    """The worker's end of the two rings."""

    def __init__(self, descriptor, size):
        self.memory = mmap.mmap(descriptor, size)
        os.close(descriptor)
        self.capacity = self.word(CAPACITY)
        self.read_to = self.written_to = self.taken = 0

    def word(self, offset):
        return struct.unpack_from('<I', self.memory, offset)[0]

    def position(self, offset):
        return struct.unpack_from('<q', self.memory, offset)[0]

    def poke(self, offset, value, size=8):
        self.memory[offset:offset + size] = (value & ((1 << 8 * size) - 1)).to_bytes(size, 'little')
        self.ring()

    def ring(self):
        self.memory[BELL:BELL + 4] = ((self.word(BELL) + 1) & 0xffffffff).to_bytes(4, 'little')
        place = ctypes.c_char.from_buffer(self.memory, BELL)
        LIBC.syscall(FUTEX, ctypes.byref(place), WAKE, 0x7fffffff, None, None, 0)
        del place

    def receive(self):
        tail = self.position(REQUESTS)
        count = min(tail - self.read_to, self.capacity)
        if count <= 0:
            return b''
        start = self.read_to % self.capacity
        piece = self.memory[DATA + start:DATA + min(start + count, self.capacity)]
        piece += self.memory[DATA:DATA + count - len(piece)]
        self.read_to += count
        self.poke(REQUESTS + 64, self.read_to)
        return piece

    def claim(self):
        self.taken += 1
        withdrawn = self.word(CLAIM + 4)
        if (self.taken - withdrawn) & 0xffffffff > 0x7fffffff or self.taken == withdrawn:
            return False
        self.memory[CLAIM:CLAIM + 8] = struct.pack('<II', self.taken, self.taken)
        return True

    def send(self, data):
        while data:
            room = self.capacity - (self.written_to - self.position(RESPONSES + 64))
            if room <= 0:
                time.sleep(0.0005)
                continue
            start = self.written_to % self.capacity
            piece = data[:min(room, self.capacity - start)]
            at = DATA + self.capacity + start
            self.memory[at:at + len(piece)] = piece
            data = data[len(piece):]
            self.written_to += len(piece)
            self.poke(RESPONSES, self.written_to)


class Worker:
    def __init__(self, plan):
        self.plan = plan
        self.rings = None
        self.calls = 0
        self.id = 0
        self.descriptors = []
        self.segments = []
        self.pieces = {'control': b'', 'calls': b''}
        address = os.environ['PROCESSISOLATE_ENDPOINT']
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(address.replace('@', '\0', 1) if address.startswith('@') else address)

    def run(self):
        self.socket.sendall(self.hello()) if not self.planned('connect') else None
        while True:
            ready, _, _ = select.select([self.socket], [], [], 0.0005 if self.rings else None)
            if ready:
                data, descriptors, _, _ = socket.recv_fds(self.socket, 1 << 16, 16)
                if not data:
                    os._exit(0)
                self.descriptors += descriptors
                self.feed('control', data)
            if self.rings:
                self.feed('calls', self.rings.receive())

    def planned(self, name):
        step = self.plan.pop(name, None)
        if step:
            step(self)
        return step is not None

    def hello(self, **others):
        members = {'token': os.environ['PROCESSISOLATE_TOKEN'], 'processId': os.getpid(), 'protocolVersion': 1,
                   'attachments': True, 'batches': True, 'sharedMemory': True}
        members.update(others)
        return note('hello', json.dumps({k: v for k, v in members.items() if v is not None}))

    def feed(self, lane, data):
        self.pieces[lane] += data
        while True:
            buffer = self.pieces[lane]
            end = buffer.find(b'\r\n\r\n')
            if end < 0:
                return
            lengths = {k.strip().lower(): int(v) for k, v in (line.split(b':') for line in buffer[:end].split(b'\r\n'))}
            body = end + 4 + lengths[b'content-length']
            whole = body + lengths.get(b'attachment-length', 0)
            if len(buffer) < whole:
                return
            self.pieces[lane] = buffer[whole:]
            self.on_message(json.loads(buffer[end + 4:body]), lane)

    def on_message(self, message, lane):
        method = message.get('method', '')
        if method == '$/segment':
            self.segments.append((message['params'], self.descriptors.pop(0)))
        elif method == 'exit':
            os._exit(0)
        elif lane == 'calls' and not self.rings.claim():
            return
        elif method in ('initialize', 'loadModules'):
            self.begin(message, method)
        elif 'id' in message:
            self.calls += 1
            self.id = message['id']
            self.message = message
            if not self.planned('call'):
                self.answer()
            if self.planned('after'):
                self.mark()

    def begin(self, message, method):
        self.id = message['id']
        terms = message['params']
        rings = None
        if method == 'initialize' and terms.get('sharedMemory'):
            rings = Ring(self.descriptors.pop(0), terms['sharedMemoryBytes'])
        if not self.planned('begin'):
            self.reply('"result":' + json.dumps({'protocolVersion': 1, 'processId': os.getpid()}))
        self.rings = rings or self.rings
        self.planned('ready')

    # What the plans use.

    def control(self, data, descriptors=()):
        """Bytes on the control lane."""
        if descriptors:
            socket.send_fds(self.socket, [data], list(descriptors))
        else:
            self.socket.sendall(data)

    def send(self, data):
        """Bytes where answers belong."""
        self.rings.send(data) if self.rings else self.control(data)

    def reply(self, outcome, times=1, then=b''):
        """An answer to the request at hand, and more in the same piece; outcome is "result":... or "error":..."""
        outcome = outcome.encode() if isinstance(outcome, str) else outcome
        self.send(frame(b'{"jsonrpc":"2.0","id":' + str(self.id).encode() + b',' + outcome + b'}') * times + then)

    def answer(self, times=1, then=b''):
        """The right answer."""
        params = self.message.get('params', [])
        number = params[0] if len(params) == 1 and isinstance(params[0], int) else 0
        self.reply('"result":' + str(number * number), times, then)

    def error(self, members):
        """An error whose description has these members."""
        self.reply('"error":{"code":-32000,"message":"m","data":{"type":"System.InvalidOperationException",'
                   '"assembly":"System.Private.CoreLib"' + members + '}}')

    def memory(self, size=65536):
        """A descriptor of memory for a segment."""
        descriptor = os.memfd_create('segment', os.MFD_CLOEXEC)
        os.ftruncate(descriptor, size)
        return descriptor

    def mark(self):
        """Says that all was sent which follows the answer."""
        open(os.path.join(sys.argv[1], 'after'), 'w').close()

    def stay(self):
        """Lives on and does nothing."""
        while True:
            time.sleep(1)

    def fuzz(self, seed):
        """A right answer or a notification with random changes."""
        random.seed(seed)
        data = bytearray(random.choice(MESSAGES)(self))
        for _ in range(random.choice((1, 1, 2, 5, 30))):
            at = random.randrange(len(data))
            kind = random.randrange(4)
            if kind == 0:
                data[at] = random.randrange(256)
            elif kind == 1:
                del data[at:at + random.randrange(1, 9)]
            elif kind == 2:
                data[at:at] = random.choice((b'"', b'{', b'[', b'}', b',', b'\\ud800', b'\xff', b'-', b'9' * 30, b'null', b'[' * 70, b'\0'))
            else:
                data[at:at] = data[at:at + random.randrange(1, 60)]
            if not data:
                break
        target = random.choice((self.send, self.control))
        target(bytes(data))

    def scribble(self, seed):
        """Random values in random words of the rings' header."""
        random.seed(seed)
        for _ in range(random.choice((1, 3, 20, 200))):
            value = random.choice((0, 1, -1, 1 << 31, (1 << 63) - 1, -(1 << 63), random.getrandbits(64), random.getrandbits(20)))
            self.rings.poke(random.randrange(0, 96) * 8, value)


def _notification(method, params):
    return lambda w: note(method, params)


MESSAGES = [
    lambda w: frame(f'{{"jsonrpc":"2.0","id":{w.id},"result":9}}'),
    lambda w: frame(f'{{"jsonrpc":"2.0","id":{w.id},"result":{{"raw":4}}}}', b'abcd'),
    lambda w: frame(f'{{"jsonrpc":"2.0","id":{w.id},"error":{{"code":-32000,"message":"m","data":{{"type":"System.AggregateException",'
                    '"assembly":"System.Private.CoreLib","message":"m (a)","stack":"at x","code":-2146233088,"inners":[{"type":"System.'
                    'ArgumentException","message":"a","paramName":"p"}],"inner":{"type":"T","message":"i"},"data":[[["String","k"],'
                    '["Int32","7"]]]}}}'),
    _notification('$/exiting', '{"exitCode":3}'),
    _notification('$/segment', '{"id":"12345678-1234-1234-1234-123456789abc","kind":1,"size":65536}'),
    _notification('$/segmentWanted', '{"id":"12345678-1234-1234-1234-123456789abc"}'),
    _notification('$/segmentDropped', '{"id":"12345678-1234-1234-1234-123456789abc","times":1}'),
    _notification('$/segmentInTransit', '{"id":"12345678-1234-1234-1234-123456789abc"}'),
]


def main():
    # Never longer than any test: one whose host forgot it must not stay.
    signal.alarm(120)
    folder, plan = sys.argv[1], {}
    try:
        used = os.open(os.path.join(folder, 'used'), os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        os.write(used, str(os.getpid()).encode())
        os.close(used)
        exec(compile(open(sys.argv[2]).read(), 'plan', 'exec'), globals(), plan)
    except FileExistsError:
        pass
    try:
        Worker({name: step for name, step in plan.items() if callable(step)}).run()
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)


main()
