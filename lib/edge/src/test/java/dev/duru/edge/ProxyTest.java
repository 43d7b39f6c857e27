package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the edge believes about the client's address. */
class ProxyTest {
    private static final String GET =
            "GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n%s\r\n";

    @TempDir Path folder;

    private void front(TestEdge edge, List<String> trusted, boolean proxyProtocol)
            throws IOException {
        edge.front(new FrontSettings(List.of(), trusted, proxyProtocol, null, null, null));
    }

    @Test
    void aProxyHeaderOfATrustedSourceNamesTheClient() throws Exception {
        Tool.needs("curl");
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            front(edge, List.of("127.0.0.0/8"), true);
            assertThat(edge.raw("PROXY TCP4 203.0.113.9 10.0.0.1 5000 80\r\n" + GET.formatted("")))
                    .endsWith("hello");
            assertThat(edge.raw("PROXY UNKNOWN\r\n" + GET.formatted(""))).endsWith("hello");
            assertThat(edge.raw(GET.formatted(""))).as("none is needed").endsWith("hello");
            assertThat(new String(version2(edge), StandardCharsets.US_ASCII)).endsWith("hello");
            assertThat(backend.heads)
                    .extracting(head -> TestBackend.header(head, "X-Forwarded-For"))
                    .containsExactly("203.0.113.9", "127.0.0.1", "127.0.0.1", "198.51.100.7");
            String curl =
                    Tool.run(
                            "curl",
                            "-sS",
                            "--haproxy-protocol",
                            "-H",
                            "Host: shop.test",
                            "http://127.0.0.1:" + edge.port + "/");
            assertThat(curl).isEqualTo("hello");
        }
    }

    /** Version 2 over IPv4 with one extension (type 4, three bytes of nothing), byte by byte. */
    private static byte[] version2(TestEdge edge) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(new byte[] {13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10});
        header.write(new byte[] {0x21, 0x11, 0, 18});
        header.write(new byte[] {(byte) 198, 51, 100, 7, 10, 0, 0, 1, 0x13, (byte) 0x88, 0, 80});
        header.write(new byte[] {4, 0, 3, 0, 0, 0});
        header.write(GET.formatted("").getBytes(StandardCharsets.US_ASCII));
        try (Socket socket = edge.connect()) {
            socket.setTcpNoDelay(true);
            for (byte b : header.toByteArray()) {
                socket.getOutputStream().write(b);
            }
            return socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void nobodyElseMayNameAnother() throws Exception {
        try (var edge = new TestEdge(folder);
                var backend = TestBackend.saying("hello")) {
            edge.route(TestEdge.release("r", 1, backend.address()));
            front(edge, List.of("10.0.0.0/8"), true);
            assertThat(edge.raw("PROXY TCP4 203.0.113.9 10.0.0.1 5000 80\r\n" + GET.formatted("")))
                    .startsWith("HTTP/1.1 400");
            String spoof =
                    "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\n"
                            + "X-Forwarded-Proto: https\r\n";
            assertThat(edge.raw(GET.formatted(spoof))).endsWith("hello");
            front(edge, List.of("127.0.0.1", "192.0.2.0/24"), true);
            assertThat(edge.raw(GET.formatted(spoof))).endsWith("hello");
            assertThat(edge.raw("PROXY TCP4 nonsense\r\n" + GET.formatted(""))).isEmpty();
            assertThat(backend.heads).hasSize(2);
            String untrusted = backend.heads.get(0);
            assertThat(TestBackend.header(untrusted, "X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(TestBackend.header(untrusted, "X-Forwarded-Proto")).isEqualTo("http");
            assertThat(TestBackend.header(untrusted, "Forwarded")).isEmpty();
            String trusted = backend.heads.get(1);
            assertThat(TestBackend.header(trusted, "X-Forwarded-For"))
                    .isEqualTo("1.2.3.4, 127.0.0.1");
            assertThat(TestBackend.header(trusted, "X-Forwarded-Proto")).isEqualTo("https");
            assertThat(TestBackend.header(trusted, "Forwarded"))
                    .isEqualTo("for=1.2.3.4, for=127.0.0.1;proto=http");
        }
    }

    @Test
    void theClientIsTheLastAddressThatIsNoTrustedProxy() {
        Trust trust = Trust.of(List.of("10.0.0.0/8", "2001:db8::/32"));
        Peer proxy = new Peer("10.0.0.1", false, true);
        assertThat(proxy.client(List.of("6.6.6.6, 203.0.113.9", "10.1.2.3"), trust))
                .isEqualTo("203.0.113.9");
        assertThat(proxy.client(List.of(), trust)).isEqualTo("10.0.0.1");
        assertThat(new Peer("8.8.8.8", false, false).client(List.of("6.6.6.6"), trust))
                .isEqualTo("8.8.8.8");
        assertThat(trust.holds("2001:db8:1::1")).isTrue();
        assertThat(trust.holds("2001:db9::1")).isFalse();
        assertThat(trust.holds("::ffff:10.9.9.9")).isTrue();
        assertThatThrownBy(() -> Trust.of(List.of("10.0.0.0/33")))
                .isInstanceOf(EdgeException.Invalid.class)
                .hasMessageContaining("10.0.0.0/33");
    }
}
