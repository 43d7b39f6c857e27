package dev.duru.edge.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys as text: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 appendix A) and SEC1 (RFC 5915), the
 * last two put into the first, which is all that the JDK reads.
 */
final class PrivateKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

    /** AlgorithmIdentifier of rsaEncryption with its NULL. */
    private static final byte[] RSA = {
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    /** Object identifier of id-ecPublicKey. */
    private static final byte[] EC = {
        0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };

    private PrivateKeys() {}

    static PrivateKey read(String pem) throws IOException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IOException("the key file holds no private key");
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        byte[] pkcs8 =
                switch (block.group(1)) {
                    case "PRIVATE KEY" -> der;
                    case "RSA PRIVATE KEY" -> wrap(RSA, der);
                    case "EC PRIVATE KEY" -> wrap(sequence(EC, curve(der)), der);
                    default ->
                            throw new IOException(
                                    "a key of kind '"
                                            + block.group(1)
                                            + "' is not read; without a pass phrase it would be");
                };
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException another) {
                // the key does not say its algorithm to the JDK: the next is tried
            }
        }
        throw new IOException("the private key is of no kind among " + ALGORITHMS);
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return sequence(new byte[] {0x02, 0x01, 0x00}, algorithm, tagged(0x04, key));
    }

    /** The curve's identifier, which SEC1 keeps in its field [0]. */
    private static byte[] curve(byte[] sec1) throws IOException {
        for (int i = 0; i + 4 < sec1.length; i++) {
            if ((sec1[i] & 0xff) == 0xa0 && sec1[i + 2] == 0x06) {
                int length = 2 + sec1[i + 3];
                if (i + 2 + length <= sec1.length && sec1[i + 1] == length) {
                    return java.util.Arrays.copyOfRange(sec1, i + 2, i + 2 + length);
                }
            }
        }
        throw new IOException("the elliptic curve's key does not name its curve");
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return tagged(0x30, all.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else if (content.length < 256) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
