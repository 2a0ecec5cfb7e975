"""Stands between a server and its container engine, and keeps the engine's events to itself, or notes what is written.

    engine-proxy.py LISTEN ENGINE closed|silent|noting

LISTEN and ENGINE are paths of Unix sockets. Whoever asks for events finds the connection closed at once (`closed`), or
an answer that never says anything (`silent`). With `noting` events are passed on, and the first line of each request
that is no GET or HEAD is appended to the file LISTEN.writes. Everything else is passed on as it is.
"""

import os
import re
import select
import socket
import sys
import threading

EVENTS = re.compile(rb"GET [^ ]*/events[? ]")
WRITE = re.compile(rb"(POST|PUT|DELETE|PATCH) [^\r\n]* HTTP/1.1\r\n")
SILENCE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


def serve(client, engine_path, mode, notes):
    engine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        engine.connect(engine_path)
        sources = [client, engine]
        while sources:
            for source in select.select(sources, [], [])[0]:
                data = source.recv(65536)
                if source is client and mode == "noting":
                    write = WRITE.match(data)
                    if write:
                        os.write(notes, write.group(0).rstrip() + b"\n")
                elif source is client and EVENTS.match(data):
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
    notes = os.open(listen + ".writes", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(listen)
        listener.listen(64)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client, engine, mode, notes), daemon=True).start()


if __name__ == "__main__":
    main()
