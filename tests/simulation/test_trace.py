"""Reading a trace: an acknowledgement before its sync is seen."""

from simulation.torture.trace import read_trace

ID = "00112233445566ff"
WRITE = f'7 pwrite64(9</tmp/db.sqlite3-wal>, "\\1u-aria{ID}\\220", 4096, 4120) = 4096'
SYNC = "7 fdatasync(9</tmp/db.sqlite3-wal>) = 0"
ACK = f'6 write(12<socket:[7]>, "\\201\\177{{\\"type\\":\\"ack\\",\\"id\\":\\"{ID}\\"}}", 40) = 40'


def too_early(*lines):
    return read_trace(lines, [ID]).too_early


def test_written_synced_acknowledged_is_as_it_should_be():
    order = read_trace([WRITE, SYNC, ACK], [ID])
    assert (order.acked, order.too_early, order.syncs) == ((ID,), (), 1)


def test_an_acknowledgement_without_a_sync_is_seen():
    assert too_early(WRITE, ACK, SYNC) == (ID,)


def test_an_acknowledgement_of_what_was_never_written_is_seen():
    assert too_early(SYNC, ACK) == (ID,)


def test_a_sync_that_began_before_the_write_does_not_count():
    begun = "7 fdatasync(9</tmp/db.sqlite3-wal> <unfinished ...>"
    ended = "7 <... fdatasync resumed>) = 0"
    assert too_early(begun, WRITE, ended, ACK) == (ID,)
    assert too_early(WRITE, begun, ended, ACK) == ()


def test_an_acknowledgement_while_the_sync_is_under_way_is_seen():
    begun = "7 fdatasync(9</tmp/db.sqlite3-wal> <unfinished ...>"
    assert too_early(WRITE, begun, ACK, "7 <... fdatasync resumed>) = 0") == (ID,)


def test_a_sync_of_another_file_does_not_count():
    assert too_early(WRITE, "7 fdatasync(8</tmp/db.sqlite3>) = 0", ACK) == (ID,)


def test_a_sync_that_failed_does_not_count():
    assert too_early(WRITE, "7 fdatasync(9</tmp/db.sqlite3-wal>) = -1 EIO (Input/output error)", ACK) == (ID,)
