"""What Python's standard library takes for the same jobs.

usage: python_peer.py FIGURE [ARGUMENTS]
Writes "ready", then answers every line "COUNT" on its input with a JSON array of samples. Processes are started with the
spawn method, the only one that works on every system and the counterpart of starting a fresh runtime.
"""

import atexit
import concurrent.futures
import json
import multiprocessing
import os
import sys
import time
from multiprocessing import shared_memory

from python_records import ROW, make_order, numbered


def square(x):
    return x * x


def upper(text):
    return text.upper()


def echo(value):
    return value


def spin(iterations):
    value = 1
    for i in range(iterations):
        value = (value * 31 + i) % 1000003
    return value


def send_square(connection, x):
    connection.send(square(x))


def private_mebibytes(process_id):
    """pages that no other process shares"""
    with open(f"/proc/{process_id}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(("Private_Clean:", "Private_Dirty:"))) / 1024


def orders(control):
    """what the measuring process says, until it ends"""
    try:
        while True:
            yield control.recv()
    except EOFError:
        pass


def put_many(queue, control, item):
    """puts as many items as it is told, again and again"""
    for count in orders(control):
        for _ in range(count):
            queue.put(item)
        control.send(None)


def get_many(queue, control, _):
    for count in orders(control):
        for _ in range(count):
            queue.get()
        control.send(None)


def increment_many(value, control, _):
    for count in orders(control):
        increment(value, count)
        control.send(None)


def increment(value, count):
    for _ in range(count):
        with value.get_lock():
            value.value += 1


def send_back(connection):
    for item in orders(connection):
        connection.send(item)


def microseconds(action, count, pause=0.0):
    samples = []
    for _ in range(count):
        if pause:
            time.sleep(pause)
        start = time.perf_counter()
        action()
        samples.append((time.perf_counter() - start) * 1e6)
    return samples


def milliseconds(action, count):
    return [sample / 1000 for sample in microseconds(action, count)]


def apply(context, arguments):
    pool = context.Pool(1)
    pause = float(arguments[0]) if arguments else 0.0
    return lambda count: microseconds(lambda: pool.apply(square, (3,)), count, pause)


def executor(context, _):
    pool = concurrent.futures.ProcessPoolExecutor(1, mp_context=context)
    return lambda count: microseconds(lambda: pool.submit(square, 3).result(), count)


def executor_flood(context, arguments):
    """calls per second with a number of calls in flight on two processes"""
    in_flight = int(arguments[0])
    pool = concurrent.futures.ProcessPoolExecutor(2, mp_context=context)

    def run(count):
        start = time.perf_counter()
        pending = {pool.submit(square, i) for i in range(min(in_flight, count))}
        started = len(pending)
        while pending:
            done, pending = concurrent.futures.wait(pending, return_when=concurrent.futures.FIRST_COMPLETED)
            for _ in range(min(len(done), count - started)):
                pending.add(pool.submit(square, started))
                started += 1
        return [count / (time.perf_counter() - start)]

    return run


def pool_map(context, arguments):
    items = range(int(arguments[0]))
    chunk = int(arguments[1]) if len(arguments) > 1 else None
    pool = context.Pool(2)
    return lambda count: milliseconds(lambda: pool.map(square, items, chunk), count)


def pool_map_texts(context, arguments):
    items = [f"text number {i:08}" for i in range(int(arguments[0]))]
    pool = context.Pool(2)
    return lambda count: milliseconds(lambda: pool.map(upper, items), count)


def pool_map_records(context, arguments):
    items = [make_order(i) for i in range(int(arguments[0]))]
    pool = context.Pool(2)
    return lambda count: milliseconds(lambda: pool.map(numbered, items), count)


def record(context, _):
    pool = context.Pool(1)
    return lambda count: microseconds(lambda: pool.apply(echo, (ROW,)), count)


def payload(context, arguments):
    data = bytes(int(arguments[0]))
    pool = context.Pool(1)
    return lambda count: milliseconds(lambda: pool.apply(echo, (data,)), count)


def send_block_back(connection, names, size):
    """what a worker does that is given its argument in one block of shared memory and leaves its result in another"""
    block, answer = (shared_memory.SharedMemory(name) for name in names)
    for _ in orders(connection):
        value = bytes(block.buf[:size])
        answer.buf[:size] = value
        connection.send(None)


def shared_payload(context, arguments):
    size = int(arguments[0])
    data = bytes(size)
    block, answer = (shared_memory.SharedMemory(create=True, size=size) for _ in range(2))
    mine, theirs = context.Pipe()
    context.Process(target=send_block_back, args=(theirs, (block.name, answer.name), size), daemon=True).start()
    atexit.register(lambda: [shared.unlink() for shared in (block, answer)])

    def round_trip():
        block.buf[:size] = data
        mine.send(None)
        mine.recv()
        return bytes(answer.buf[:size])

    return lambda count: milliseconds(round_trip, count)


def leave():
    os._exit(1)


def recover(context, _):
    """milliseconds from a call that ends its process to the next result: the executor is broken then, and made anew"""
    state = {"pool": concurrent.futures.ProcessPoolExecutor(2, mp_context=context)}

    def run_one():
        begin = time.perf_counter()
        try:
            state["pool"].submit(leave).result()
        except concurrent.futures.process.BrokenProcessPool:
            state["pool"].shutdown(wait=False)
            state["pool"] = concurrent.futures.ProcessPoolExecutor(2, mp_context=context)
            state["pool"].submit(square, 3).result()
        return (time.perf_counter() - begin) * 1000

    def run(count):
        state["pool"].submit(square, 3).result()
        return [run_one() for _ in range(count)]

    return run


def start(context, _):
    """a fresh process until its first result"""

    def run_one():
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=send_square, args=(sender, 3))
        process.start()
        receiver.recv()
        return process

    def run(count):
        samples = []
        for _ in range(count):
            begin = time.perf_counter()
            process = run_one()
            samples.append((time.perf_counter() - begin) * 1000)
            process.join()
        return samples

    return run


def memory(context, _):
    """MiB that an idle worker keeps for itself"""
    pool = context.Pool(1)
    return lambda count: [private_mebibytes(pool.apply(os.getpid)) for _ in range(count)]


def helpers(context, target, shared, number, item=None):
    """processes that do a share of the work whenever they are told, and the ends to tell them by"""
    ends = []
    for _ in range(number):
        mine, theirs = context.Pipe()
        context.Process(target=target, args=(shared, theirs, item), daemon=True).start()
        ends.append(mine)
    return ends


def per_second(ends, count):
    start = time.perf_counter()
    for end in ends:
        end[0].send(count // end[1])
    for end in ends:
        end[0].recv()
    return count / (time.perf_counter() - start)


def queue(context, arguments):
    """items per second through a Queue: number of producers, number of consumers, length of the text (0: an int, -1: a dataclass)"""
    producers, consumers, length = (int(argument) for argument in arguments)
    shared = context.Queue()
    item = make_order(1) if length < 0 else "x" * length if length else 42
    ends = [(end, producers) for end in helpers(context, put_many, shared, producers, item)]
    ends += [(end, consumers) for end in helpers(context, get_many, shared, consumers)]
    per_second(ends, 100 * producers * consumers)
    return lambda count: [per_second(ends, count)]


def pipe(context, _):
    """microseconds of one int there and back through a Pipe"""
    mine, theirs = context.Pipe()
    context.Process(target=send_back, args=(theirs,), daemon=True).start()

    def round_trip():
        mine.send(42)
        mine.recv()

    microseconds(round_trip, 10)
    return lambda count: microseconds(round_trip, count)


def value(context, arguments):
    """increments per second of a shared Value under its lock, by this process alone (1) or by several others"""
    processes = int(arguments[0])
    shared = context.Value("q", 0)
    if processes > 1:
        ends = [(end, processes) for end in helpers(context, increment_many, shared, processes)]
        per_second(ends, 10 * processes)
        return lambda count: [per_second(ends, count)]

    def alone(count):
        start = time.perf_counter()
        increment(shared, count)
        return [count / (time.perf_counter() - start)]

    return alone


def scaling(context, arguments):
    """how many times faster two processes are than one"""
    jobs, iterations = int(arguments[0]), int(arguments[1])
    pools = [context.Pool(1), context.Pool(2)]

    def run(count):
        samples = []
        for _ in range(count):
            one, two = (milliseconds(lambda: pool.map(spin, [iterations] * jobs, 1), 1)[0] for pool in pools)
            samples.append(one / two)
        return samples

    return run


def main():
    figures = {
        "apply": apply, "executor": executor, "flood": executor_flood, "map": pool_map, "map_texts": pool_map_texts,
        "map_records": pool_map_records, "record": record,
        "payload": payload, "sharedpayload": shared_payload, "start": start, "recover": recover, "scaling": scaling, "memory": memory,
        "queue": queue, "pipe": pipe, "value": value,
    }
    measure = figures[sys.argv[1]](multiprocessing.get_context("spawn"), sys.argv[2:])
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(int(line))), flush=True)


if __name__ == "__main__":
    main()
