package dev.duru.observe.alerts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Hands a letter to a mail server, by the protocol of RFC 5321 with STARTTLS and AUTH. */
public final class Mail {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int USUAL_PORT = 587;

    private Mail() {}

    /**
     * Where letters are handed in.
     *
     * @param host with the port behind a colon
     * @param user to sign in as; {@code ""} for not at all
     * @param requiresTls whether nothing is sent over a connection that is not encrypted
     */
    public record Account(
            String host, String from, String user, String password, boolean requiresTls) {
        static final Account NONE = new Account("", "", "", "", true);

        @Override
        public String toString() {
            return from + " at " + host;
        }
    }

    /**
     * Sends.
     *
     * @throws IOException when the server does not take it
     */
    static void send(Account account, String to, String subject, String text) throws IOException {
        int colon = account.host().lastIndexOf(':');
        String host = colon < 0 ? account.host() : account.host().substring(0, colon);
        int port = colon < 0 ? USUAL_PORT : Integer.parseInt(account.host().substring(colon + 1));
        try (Talk talk = new Talk(host, port)) {
            talk.expect(220);
            boolean encrypts = talk.say("EHLO duru", 250).contains("STARTTLS");
            if (encrypts) {
                talk.say("STARTTLS", 220);
                talk.encrypt(host);
                talk.say("EHLO duru", 250);
            } else if (account.requiresTls()) {
                throw new IOException(
                        "the mail server offers no STARTTLS; set smtp_require_tls: false to send all"
                                + " the same");
            }
            if (!account.user().isEmpty()) {
                String pair = "\0" + account.user() + "\0" + account.password();
                talk.say("AUTH PLAIN " + base64(pair), 235);
            }
            talk.say("MAIL FROM:<" + address(account.from()) + ">", 250);
            for (String each : to.split(",")) {
                talk.say("RCPT TO:<" + address(each) + ">", 250);
            }
            talk.say("DATA", 354);
            talk.say(letter(account.from(), to, subject, text) + "\r\n.", 250);
            talk.say("QUIT", 221);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String address(String text) throws IOException {
        String bare = text.replaceFirst("^.*<(.*)>\\s*$", "$1").strip();
        if (!bare.matches("[^\\s<>\"\\\\,;:]{1,200}@[^\\s<>\"\\\\,;:@]{1,200}")) {
            throw new IOException("'" + text + "' is not an address");
        }
        return bare;
    }

    /** The body goes in base64, so that no line is a dot or too long. */
    private static String letter(String from, String to, String subject, String text) {
        String body = Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return String.join(
                "\r\n",
                "From: " + oneLine(from),
                "To: " + oneLine(to),
                "Subject: =?utf-8?B?" + base64(oneLine(subject)) + "?=",
                "Date: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME
                                .withLocale(Locale.ROOT)
                                .format(ZonedDateTime.now(java.time.ZoneOffset.UTC)),
                "Message-ID: <" + UUID.randomUUID() + "@duru>",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                body);
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }

    /** One connection. */
    private static final class Talk implements AutoCloseable {
        private Socket socket;
        private BufferedReader in;
        private OutputStream out;

        Talk(String host, int port) throws IOException {
            socket = new Socket();
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = reader(socket);
            out = socket.getOutputStream();
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void encrypt(String host) throws IOException {
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            SSLSocket secure =
                    (SSLSocket) factory.createSocket(socket, host, socket.getPort(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            socket = secure;
            in = reader(secure);
            out = secure.getOutputStream();
        }

        String say(String line, int wanted) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return expect(wanted);
        }

        String expect(int wanted) throws IOException {
            StringBuilder said = new StringBuilder();
            String line;
            do {
                line = in.readLine();
                if (line == null) {
                    throw new IOException("the mail server hung up");
                }
                said.append(line).append('\n');
            } while (line.length() > 3 && line.charAt(3) == '-');
            if (!line.startsWith(String.valueOf(wanted))) {
                throw new IOException("the mail server says: " + line);
            }
            return said.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
