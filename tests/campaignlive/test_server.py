"""The server's own sockets."""

import socket

from campaignlive.server import notice_the_dead


def test_what_a_listening_socket_accepts_is_probed_for_whether_it_still_lives():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        notice_the_dead(listening.fileno())
        with socket.create_connection(listening.getsockname()) as client:
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT) == 3
                assert client.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 0
