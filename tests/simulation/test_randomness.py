import subprocess
import sys

from daysheet.simulation.randomness import chance_stream

PROGRAM = "from daysheet.simulation.randomness import chance_stream; print(chance_stream(7, 'orders').random())"


def test_streams_of_one_seed_do_not_disturb_each_other() -> None:
    alone = chance_stream(7, "orders").random()

    other = chance_stream(7, "people")
    drawn = [other.random() for _ in range(3)]

    assert chance_stream(7, "orders").random() == alone
    assert alone not in drawn


def test_another_seed_is_another_stream() -> None:
    assert chance_stream(7, "orders").random() != chance_stream(8, "orders").random()


def test_a_stream_is_the_same_in_every_process() -> None:
    drawn = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout

    assert float(drawn) == chance_stream(7, "orders").random()
