"""What many, slow and large clients do to `samlens serve`: it answers, and its memory stays bounded.
usage: load.py BINARY"""
import asyncio
import resource
import subprocess
import sys
import tempfile
import time

MEGA = 1 << 20


class Server:
    """A running server: where it is, and the token."""

    def __init__(self, process):
        self.process = process
        address, self.token = process.stdout.readline().split()[-1].split("?token=")
        self.host = address.split("/")[2]
        self.name, self.port = self.host.split(":")

    def head(self, method, path, *more, token=True):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", "Connection: close", *more]
        if token:
            lines.append(f"Authorization: Bearer {self.token}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def open(self):
        return await asyncio.open_connection(self.name, int(self.port))

    async def ask(self, head, body=b""):
        """The status; 0 if the connection ended without one."""
        reader, writer = await self.open()
        try:
            writer.write(head)
            # It may refuse and hang up before it has read everything.
            for at in range(0, len(body), MEGA):
                writer.write(body[at : at + MEGA])
                await writer.drain()
        except ConnectionError:
            pass
        return await status(reader, writer)

    def memory(self, name):
        """In bytes: VmRSS is what the process has, VmHWM the most that it had."""
        with open(f"/proc/{self.process.pid}/status") as lines:
            found = [line.split()[1] for line in lines if line.startswith(name + ":")]
        return int(found[0]) * 1024


async def status(reader, writer):
    try:
        line = await asyncio.wait_for(reader.readline(), 60)
        await asyncio.wait_for(reader.read(), 60)
        return int(line.split()[1]) if line else 0
    except ConnectionError:
        return 0
    finally:
        writer.close()


async def large_bodies_of_strangers(server):
    """64 MB that are refused by the head are not read."""
    body = b"a" * (64 * MEGA)
    before = server.memory("VmHWM")
    length = f"Content-Length: {len(body)}"
    kind = "Content-Type: application/json"
    for head in [
        server.head("POST", "/api/check", length, kind, token=False),
        server.head("POST", "/check", length, "Content-Type: multipart/form-data; boundary=x", token=False),
        server.head("POST", "/api/check", length, kind, "Origin: https://example.org"),
    ]:
        begun = time.monotonic()
        got = await server.ask(head, body)
        # 0: it hung up while the body was on its way, which is a refusal too.
        assert got in (0, 403), got
        assert time.monotonic() - begun < 5, "refused, but slowly"
    grown = server.memory("VmHWM") - before
    assert grown < 8 * MEGA, f"the memory grew by {grown >> 20} MB"


async def large_bodies_of_the_person(server):
    """64 MB that are not JSON are refused, one after the other, and the memory is given back."""
    body = b'{"input": "' + b"a" * (64 * MEGA)
    head = server.head("POST", "/api/check", f"Content-Length: {len(body)}", "Content-Type: application/json")
    before, rest = server.memory("VmRSS"), []
    for _ in range(4):
        got = await server.ask(head, body)
        assert got == 400, got
        rest.append(server.memory("VmRSS"))
    # The allocator may keep what one body needed for the next.
    assert max(rest) - before < 96 * MEGA, f"the memory grows: {[one >> 20 for one in rest]} MB"
    return f"after each {[one >> 20 for one in rest]} MB, at most {server.memory('VmHWM') >> 20} MB"


async def a_thousand_clients(server):
    """All of them ask for the page at the same moment."""
    head = server.head("GET", "/")
    found = await asyncio.gather(*(server.ask(head) for _ in range(1000)))
    assert found == [200] * 1000, {one: found.count(one) for one in set(found)}
    return f"{server.memory('VmRSS') >> 20} MB after it"


async def slow_heads(server):
    """Two hundred heads that arrive letter by letter keep no one out, and are given up."""
    slow = [await server.open() for _ in range(200)]
    begun = time.monotonic()
    for _, writer in slow:
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
    ended = asyncio.gather(*(reader.read() for reader, _ in slow), return_exceptions=True)
    asked = 0
    while not ended.done():
        assert time.monotonic() - begun < 30, "slow heads are not given up"
        for _, writer in slow:
            if not writer.is_closing():
                writer.write(b"x")
        got = await asyncio.wait_for(server.ask(server.head("GET", "/")), 5)
        assert got == 200, got
        asked += 1
        await asyncio.sleep(0.5)
    assert time.monotonic() - begun > 5 and asked > 3, "given up at once"
    for _, writer in slow:
        writer.close()
    return f"given up after {time.monotonic() - begun:.0f} s; {asked} requests were answered meanwhile"


async def a_slow_body(server):
    reader, writer = await server.open()
    writer.write(server.head("POST", "/api/check", "Content-Length: 1000000", "Content-Type: application/json"))
    begun = time.monotonic()
    answer = asyncio.ensure_future(status(reader, writer))
    while not answer.done() and time.monotonic() - begun < 50:
        try:
            writer.write(b" ")
            await writer.drain()
        except ConnectionError:
            pass
        await asyncio.sleep(0.5)
    got = await answer
    assert got == 408, got
    assert 25 < time.monotonic() - begun < 45, time.monotonic() - begun


async def run(server):
    failed = 0
    # The two that wait for a time limit wait together.
    together = [a_slow_body, slow_heads]
    for group in [[large_bodies_of_strangers], [a_thousand_clients], together, [large_bodies_of_the_person]]:
        outcomes = await asyncio.gather(*(one(server) for one in group), return_exceptions=True)
        for one, outcome in zip(group, outcomes):
            name = one.__name__.replace("_", " ")
            failed += isinstance(outcome, BaseException)
            if isinstance(outcome, BaseException):
                print(f"FAILED {name}: {outcome!r}")
            else:
                print(f"ok     {name}" + (f": {outcome}" if outcome else ""))
    assert await server.ask(server.head("GET", "/")) == 200 and server.process.poll() is None, "it has ended"
    return failed


def main():
    # A thousand sockets here, and as many as it takes there.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 4096:
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096 if hard == resource.RLIM_INFINITY else min(4096, hard), hard))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.argv[1], "serve", "--no-open", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
            try:
                failed = asyncio.run(run(Server(process)))
            finally:
                process.terminate()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
