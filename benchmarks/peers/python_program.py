"""Whole scripts: one job on two processes, started with the spawn method.

usage: python_program.py JOB COUNT
"""

import multiprocessing
import sys


def square(x):
    return x * x


def upper(text):
    return text.upper()


def ints(pool, count):
    return len(pool.map(square, range(count)))


def texts(pool, count):
    return len(pool.map(upper, [f"text number {i:08}" for i in range(count)]))


def records(pool, count):
    from python_records import make_order, numbered

    return len(pool.map(numbered, [make_order(i) for i in range(count)]))


def one_int(pool, count):
    return pool.apply(square, (count,))


def one_record(pool, count):
    from python_records import ROW, id_of, replace

    return pool.apply(id_of, (replace(ROW, id=count),))


def main():
    jobs = {"ints": ints, "texts": texts, "records": records, "int": one_int, "record": one_record}
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        print(jobs[sys.argv[1]](pool, int(sys.argv[2])))


if __name__ == "__main__":
    main()
