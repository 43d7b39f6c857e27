package dev.duru.edge.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/**
 * A certificate authority that is spoken to by RFC 8555. That a host is ours is proven by a text
 * that it reads at the host over HTTP (section 8.3).
 */
public final class Authority {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CURVE = "secp256r1";
    private static final String OPEN_KEY = "-----BEGIN PUBLIC KEY-----";

    private final Path folder;
    private final URI directory;
    private final @Nullable String contact;
    private final @Nullable Path root;
    private final Map<String, String> proofs;

    /**
     * For one authority.
     *
     * @param folder where account, keys and certificates are kept
     * @param directory its address
     * @param contact e-mail address, or null
     * @param root PEM file of who vouches for the authority's own server; null: who the JDK trusts
     * @param proofs the text by its token, to be served while it is there
     */
    public Authority(
            Path folder,
            URI directory,
            @Nullable String contact,
            @Nullable Path root,
            Map<String, String> proofs) {
        this.folder = folder;
        this.directory = directory;
        this.contact = contact;
        this.root = root;
        this.proofs = proofs;
    }

    /** Where the pair of a host is kept. */
    public static PairFiles files(Path folder, String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_");
        return new PairFiles(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    /** Whether there is none, or less than a third of its time is left. */
    public static boolean isDue(Path folder, String host, Clock clock) {
        PairFiles files = files(folder, host);
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return true;
        }
        try (InputStream in = Files.newInputStream(files.certificate())) {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            Instant from = certificate.getNotBefore().toInstant();
            Instant to = certificate.getNotAfter().toInstant();
            return clock.instant().isAfter(to.minus(Duration.between(from, to).dividedBy(3)));
        } catch (IOException | GeneralSecurityException unreadable) {
            return true;
        }
    }

    /**
     * Gets a certificate for a host and keeps it.
     *
     * @throws IOException when the authority refuses, cannot be reached, or cannot read the proof
     */
    public void renew(String host) throws IOException, InterruptedException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Order order = account().newOrder().domain(host).create();
            for (Authorization authorization : order.getAuthorizations()) {
                prove(authorization);
            }
            KeyPair key = newKey();
            if (order.waitUntilReady(PATIENCE) != Status.READY) {
                throw new IOException("the order is " + order.getStatus());
            }
            order.execute(key);
            if (order.waitForCompletion(PATIENCE) != Status.VALID) {
                throw new IOException("the order is " + order.getStatus());
            }
            StringWriter certificate = new StringWriter();
            order.getCertificate().writeCertificate(certificate);
            PairFiles files = files(folder, host);
            keep(files.key(), text(key));
            keep(files.certificate(), certificate.toString());
        } catch (AcmeException | GeneralSecurityException | RuntimeException e) {
            throw new IOException(directory + ": " + e.getMessage(), e);
        }
    }

    private Account account() throws AcmeException, IOException, GeneralSecurityException {
        AccountBuilder account =
                new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKey());
        if (contact != null) {
            account.addEmail(contact);
        }
        return account.create(session());
    }

    private Session session() throws IOException, GeneralSecurityException {
        if (root == null) {
            return new Session(directory);
        }
        SSLContext trust = trust(root);
        return new Session(
                directory,
                new GenericAcmeProvider() {
                    @Override
                    public HttpClient createHttpClient(NetworkSettings settings) {
                        return HttpClient.newBuilder()
                                .sslContext(trust)
                                .connectTimeout(settings.getTimeout())
                                .build();
                    }
                });
    }

    private static SSLContext trust(Path root) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(root)) {
            int number = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root" + number++, certificate);
            }
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private KeyPair accountKey() throws IOException, GeneralSecurityException {
        Path file = folder.resolve("account.key");
        if (Files.exists(file)) {
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            int open = pem.indexOf(OPEN_KEY);
            byte[] encoded =
                    Base64.getMimeDecoder()
                            .decode(
                                    pem.substring(
                                            open + OPEN_KEY.length(),
                                            pem.indexOf("-----END", open)));
            return new KeyPair(
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)),
                    PrivateKeys.read(pem));
        }
        KeyPair key = newKey();
        keep(file, text(key));
        return key;
    }

    private void prove(Authorization authorization)
            throws AcmeException, IOException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        Http01Challenge challenge =
                authorization
                        .findChallenge(Http01Challenge.class)
                        .orElseThrow(
                                () -> new IOException("the authority wants no proof over HTTP"));
        proofs.put(challenge.getToken(), challenge.getAuthorization());
        try {
            challenge.trigger();
            if (challenge.waitForCompletion(PATIENCE) != Status.VALID) {
                throw new IOException(
                        challenge
                                .getError()
                                .map(problem -> "it says: " + problem)
                                .orElse("the proof is " + challenge.getStatus()));
            }
        } finally {
            proofs.remove(challenge.getToken());
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair();
    }

    /** PKCS#8, then the open key, as OpenSSL reads them. */
    private static String text(KeyPair key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + base64(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n"
                + OPEN_KEY
                + "\n"
                + base64(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    }

    private void keep(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, text.getBytes(StandardCharsets.US_ASCII));
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
