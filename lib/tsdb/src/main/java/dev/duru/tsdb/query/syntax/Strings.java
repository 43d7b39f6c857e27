package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.number.NumberText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Strings with their quotes and escapes taken away. */
final class Strings {
    private Strings() {}

    /** The text of a string that the lexer accepted. */
    static String unquoted(String quoted) {
        String inner = quoted.substring(1, quoted.length() - 1);
        if (quoted.charAt(0) == '`' || inner.indexOf('\\') < 0) {
            return inner;
        }
        // Escapes may name single bytes of UTF-8, so the text is put together as bytes.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < inner.length()) {
            int c = inner.codePointAt(i);
            i += Character.charCount(c);
            if (c != '\\') {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char escape = inner.charAt(i++);
            switch (escape) {
                case 'a' -> bytes.write(7);
                case 'b' -> bytes.write(8);
                case 'f' -> bytes.write(12);
                case 'n' -> bytes.write('\n');
                case 'r' -> bytes.write('\r');
                case 't' -> bytes.write('\t');
                case 'v' -> bytes.write(11);
                case 'x' -> {
                    bytes.write(Integer.parseInt(inner.substring(i, i + 2), 16));
                    i += 2;
                }
                case 'u', 'U' -> {
                    int size = escape == 'u' ? 4 : 8;
                    int point = Integer.parseInt(inner.substring(i, i + size), 16);
                    bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                    i += size;
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    bytes.write(Integer.parseInt(inner.substring(i - 1, i + 2), 8));
                    i += 2;
                }
                default -> bytes.write(escape);
            }
        }
        return decoded(bytes.toByteArray());
    }

    /** Text of bytes; a byte that is no UTF-8 becomes a surrogate that stands alone. */
    private static String decoded(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, chars, true);
            out.append(chars.flip());
            chars.clear();
            for (int i = 0; result.isMalformed() && i < result.length(); i++) {
                out.append((char) (NumberText.LONE_BYTES + (in.get() & 0xff)));
            }
            decoder.reset();
        }
        return out.toString();
    }
}
