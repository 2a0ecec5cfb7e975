"""Stands between a server and its container engine, and keeps the engine's events to itself.

    engine-proxy.py LISTEN ENGINE closed|silent

LISTEN and ENGINE are paths of Unix sockets. Whoever asks for events finds the connection closed at once (`closed`), or
an answer that never says anything (`silent`). Everything else is passed on as it is.
"""

import os
import re
import select
import socket
import sys
import threading

EVENTS = re.compile(rb"GET [^ ]*/events[? ]")
SILENCE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


def serve(client, engine_path, mode):
    engine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        engine.connect(engine_path)
        sources = [client, engine]
        while sources:
            for source in select.select(sources, [], [])[0]:
                data = source.recv(65536)
                if source is client and EVENTS.match(data):
                    if mode == "silent":
                        client.sendall(SILENCE)
                        while client.recv(65536):
                            pass
                    return
                target = engine if source is client else client
                if data:
                    target.sendall(data)
                elif source is engine:
                    return
                else:
                    # What a client has no more to say may still have an answer.
                    sources.remove(source)
                    target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    finally:
        client.close()
        engine.close()


def main():
    listen, engine, mode = sys.argv[1:4]
    if os.path.exists(listen):
        os.unlink(listen)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(listen)
        listener.listen(64)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client, engine, mode), daemon=True).start()


if __name__ == "__main__":
    main()
