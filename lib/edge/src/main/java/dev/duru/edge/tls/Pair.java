package dev.duru.edge.tls;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLException;

/**
 * A certificate that can be used.
 *
 * @param names hosts, lower case, perhaps with a star as first label
 * @param leaf the certificate itself
 * @param context what handshakes are made with
 */
record Pair(List<String> names, X509Certificate leaf, SslContext context) {
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;

    /**
     * Reads and checks it.
     *
     * @throws IOException when it cannot be used; the message says why
     */
    static Pair read(byte[] certificate, byte[] key) throws IOException {
        try {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(certificate));
            if (chain.isEmpty()) {
                throw new IOException("the certificate file holds no certificate");
            }
            X509Certificate[] certificates = chain.toArray(new X509Certificate[0]);
            PrivateKey secret = PrivateKeys.read(new String(key, StandardCharsets.US_ASCII));
            X509Certificate leaf = certificates[0];
            if (!fits(leaf.getPublicKey(), secret)) {
                throw new IOException("the key is not that of the certificate");
            }
            return new Pair(names(leaf), leaf, context(secret, certificates));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static SslContext context(PrivateKey key, X509Certificate[] chain) throws SSLException {
        return SslContextBuilder.forServer(key, chain)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(
                        new ApplicationProtocolConfig(
                                ApplicationProtocolConfig.Protocol.ALPN,
                                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                                ApplicationProtocolNames.HTTP_2,
                                ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    /** Whether what one signs the other one verifies. */
    private static boolean fits(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
        String algorithm =
                switch (open) {
                    case RSAPublicKey rsa -> "SHA256withRSA";
                    case ECPublicKey ec -> "SHA256withECDSA";
                    default -> open.getAlgorithm();
                };
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        byte[] text = "duru".getBytes(StandardCharsets.US_ASCII);
        Signature sign = Signature.getInstance(algorithm);
        sign.initSign(secret);
        sign.update(text);
        byte[] signed = sign.sign();
        Signature verify = Signature.getInstance(algorithm);
        verify.initVerify(open);
        verify.update(text);
        return verify.verify(signed);
    }

    private static List<String> names(X509Certificate leaf) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                int kind = (Integer) alternative.get(0);
                if (kind == DNS_NAME || kind == ADDRESS) {
                    names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        if (names.isEmpty()) {
            try {
                new LdapName(leaf.getSubjectX500Principal().getName())
                        .getRdns().stream()
                                .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                                .forEach(rdn -> names.add(rdn.getValue().toString()));
            } catch (InvalidNameException e) {
                throw new CertificateParsingException(e);
            }
        }
        return List.copyOf(names);
    }
}
