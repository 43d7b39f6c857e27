import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/** Answers GET with so many bytes, POST with the checksum of its body, and WebSockets with echoes. */
public class Loaded {
    static final int ROUND = @ROUND@;
    static final boolean FAULTY = @FAULTY@;
    static final AtomicLong VISITS = new AtomicLong();

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (ServerSocket server = new ServerSocket(port, 500, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            String head = line(in);
            while (!head.isEmpty()) {
                String length = "0";
                String key = "";
                for (String field = line(in); !field.isEmpty(); field = line(in)) {
                    String[] pair = field.split(": *", 2);
                    switch (pair[0].toLowerCase()) {
                        case "content-length" -> length = pair[1].strip();
                        case "sec-websocket-key" -> key = pair[1].strip();
                        default -> {}
                    }
                }
                byte[] body = in.readNBytes(Integer.parseInt(length));
                if (!key.isEmpty()) {
                    echo(key, in, socket.getOutputStream());
                    return;
                }
                answer(head.split(" "), body, socket.getOutputStream());
                head = line(in);
            }
        } catch (IOException gone) {
            // the other side left
        }
    }

    private static void answer(String[] request, byte[] body, OutputStream out) throws IOException {
        if (FAULTY && !request[1].startsWith("/health") && VISITS.incrementAndGet() % 2 == 0) {
            write(out, "500 Faulty", ("faulty round " + ROUND).getBytes());
        } else if (request[0].equals("POST")) {
            CRC32 sum = new CRC32();
            sum.update(body);
            write(out, "200 OK", ("sum " + sum.getValue()).getBytes());
        } else {
            int at = request[1].indexOf("n=");
            byte[] text = new byte[at < 0 ? 4 : Integer.parseInt(request[1].substring(at + 2))];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) ('a' + i % 26);
            }
            write(out, "200 OK", text);
        }
    }

    private static void write(OutputStream out, String status, byte[] body) throws IOException {
        byte[] head =
                ("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length + "\r\nX-Round: " + ROUND + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        out.write(all);
    }

    /** RFC 6455: masked frames come, of less than 126 bytes, and the same go back unmasked. */
    private static void echo(String key, InputStream in, OutputStream out) throws IOException {
        out.write(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(key)
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        for (int first = in.read(); first >= 0; first = in.read()) {
            int length = in.read() & 0x7f;
            byte[] mask = in.readNBytes(4);
            byte[] frame = new byte[2 + length];
            frame[0] = (byte) first;
            frame[1] = (byte) length;
            byte[] text = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                frame[2 + i] = (byte) (text[i] ^ mask[i % 4]);
            }
            out.write(frame);
            if ((first & 0xf) == 8) {
                return;
            }
        }
    }

    private static String accept(String key) throws IOException {
        try {
            byte[] all = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(all));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
