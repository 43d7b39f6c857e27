package dev.duru.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tokens, roles, secrets and the audit log, through the real server. */
final class RightsTest {
    private static final String PASSWORD = "rivers of green tea";
    private static final String SECRET_PATH = "/api/v1/projects/ann/shop/secrets";

    @TempDir private Path folder;
    private House house;
    private String admin;
    private String ann;
    private String bob;

    @BeforeEach
    void open() {
        house = new House(folder);
        admin = house.setUp();
        ann = house.user(admin, "ann", PASSWORD);
        bob = house.user(admin, "bob", PASSWORD + " too");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private House.Answer as(String who, String method, String path, String body) {
        return house.call(method, path, body, "Authorization", who);
    }

    private String token(String body) {
        House.Answer made = as(ann, "POST", "/api/v1/tokens", body);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().path("token").asString();
    }

    private Role role(String user) {
        return house.station.authority().role(House.identity(user), House.SHOP).orElse(null);
    }

    @Test
    void aTokenOfTheScopeReadChangesNothing() {
        String secret = token("{\"name\":\"graphs\",\"scope\":\"read\"}");
        assertThat(secret).matches("duru_[A-Za-z0-9_-]{43}");
        String bearer = "Bearer " + secret;
        assertThat(as(bearer, "GET", "/api/v1/user", "").json().path("readOnly").asBoolean())
                .isTrue();
        assertThat(as(bearer, "POST", "/api/v1/tokens", "{\"name\":\"more\"}").status())
                .isEqualTo(403);
        assertThat(as(bearer, "PUT", SECRET_PATH + "/KEY", "{\"value\":\"v\"}").status())
                .isEqualTo(403);
        Identity reads = house.station.authenticator().byToken(secret).orElseThrow();
        assertThat(house.station.authority().role(reads, House.SHOP)).contains(Role.READER);
    }

    @Test
    void aTokenIsAPasswordForGit() {
        String secret = token("{\"name\":\"git\"}");
        assertThat(house.station.authenticator().byPassword("ann", secret, "192.0.2.1"))
                .contains(new Identity("ann", false));
        assertThat(house.station.authenticator().byPassword("bob", secret, "192.0.2.1")).isEmpty();
        assertThat(house.station.authenticator().byToken(secret + "x")).isEmpty();
        assertThat(house.station.authenticator().byToken("")).isEmpty();
    }

    @Test
    void aTokenEndsWithItsTimeOrWhenItIsRemoved() {
        String month = token("{\"name\":\"month\",\"days\":30}");
        String ever = token("{\"name\":\"ever\",\"days\":0}");
        house.pass(Duration.ofDays(31));
        assertThat(as("Bearer " + month, "GET", "/api/v1/user", "").status()).isEqualTo(401);
        assertThat(as("Bearer " + ever, "GET", "/api/v1/user", "").status()).isEqualTo(200);
        JsonNode listed = as(ann, "GET", "/api/v1/tokens", "").json();
        assertThat(listed).hasSize(2);
        assertThat(listed.toString()).doesNotContain(ever);
        long id = listed.get(0).path("id").asLong();
        assertThat(as(bob, "DELETE", "/api/v1/tokens/" + id, "").status()).isEqualTo(404);
        assertThat(as(ann, "DELETE", "/api/v1/tokens/" + id, "").status()).isEqualTo(204);
        assertThat(as("Bearer " + ever, "GET", "/api/v1/user", "").status()).isEqualTo(401);
    }

    @Test
    void thePageShowsATokenOnce() {
        String session = "duru_session=" + house.signIn("ann", PASSWORD).cookie("duru_session");
        String csrf = House.csrf(house.page("/settings", session));
        House.Answer made =
                house.post(
                        "/settings/tokens",
                        session,
                        "csrf",
                        csrf,
                        "name",
                        "laptop",
                        "scope",
                        "write",
                        "days",
                        "30");
        assertThat(made.body()).containsPattern("id=\"new-token\">duru_[A-Za-z0-9_-]{43}<");
        String later = house.page("/settings", session).body();
        assertThat(later).contains("laptop").doesNotContain("duru_");
    }

    @Test
    void theOwnerOfANamespaceMaintainsItAndOthersSeeNothing() {
        assertThat(role("ann")).isEqualTo(Role.MAINTAINER);
        assertThat(role("bob")).isNull();
        assertThat(house.station.authority().role(new Identity("admin", true), House.SHOP))
                .contains(Role.ADMIN);
        assertThat(house.station.authority().role(Identity.ANONYMOUS, House.SHOP)).isEmpty();
        assertThat(house.station.authority().role(Identity.ANONYMOUS, House.OPEN))
                .contains(Role.READER);
        assertThat(
                        house.station
                                .authority()
                                .role(new Identity("admin", true), ProjectName.parse("ann/no")))
                .isEmpty();
        assertThat(as(bob, "GET", SECRET_PATH, "").status()).isEqualTo(404);
    }

    @Test
    void whoeverMadeAProjectMaintainsIt() {
        house.happened(new Fact.ProjectCreated(House.SHOP, "bob", false));
        assertThat(role("bob")).isEqualTo(Role.MAINTAINER);
    }

    @Test
    void rolesAreGivenChangedAndTakenAway() {
        String member = "/api/v1/projects/ann/shop/members/bob";
        assertThat(as(ann, "PUT", member, "{\"role\":\"approver\"}").status()).isEqualTo(204);
        assertThat(role("bob")).isEqualTo(Role.APPROVER);
        assertThat(as(bob, "PUT", member, "{\"role\":\"maintainer\"}").status()).isEqualTo(403);
        assertThat(as(ann, "PUT", member, "{\"role\":\"admin\"}").status()).isEqualTo(400);
        assertThat(as(ann, "PUT", member, "{\"role\":\"owner\"}").detail())
                .isEqualTo("'owner' is no role; use reader, developer, approver or maintainer");
        assertThat(as(ann, "GET", "/api/v1/projects/ann/shop/members", "").json().toString())
                .contains("\"bob\"")
                .contains("\"approver\"");
        assertThat(as(ann, "DELETE", member, "").status()).isEqualTo(204);
        assertThat(role("bob")).isNull();
        assertThat(as(ann, "DELETE", member, "").status()).isEqualTo(404);
        assertThat(
                        as(
                                        ann,
                                        "PUT",
                                        "/api/v1/projects/ann/shop/members/ghost",
                                        "{\"role\":\"reader\"}")
                                .status())
                .isEqualTo(404);
    }

    @Test
    void secretsAreGivenByEnvironmentAndNeverShown() {
        put("DB_PASSWORD", "everywhere-4711", "");
        put("db_password", "production-0815", "production");
        put("MULTI", "line one\\nline two", "");
        assertThat(house.station.secrets().of(House.SHOP, ""))
                .isEqualTo(Map.of("DB_PASSWORD", "everywhere-4711", "MULTI", "line one\nline two"));
        assertThat(house.station.secrets().of(House.SHOP, "production"))
                .containsEntry("DB_PASSWORD", "production-0815");
        assertThat(house.station.secrets().of(House.SHOP, "staging"))
                .containsEntry("DB_PASSWORD", "everywhere-4711");
        assertThat(house.station.secrets().of(House.OPEN, "")).isEmpty();
        assertThat(as(ann, "GET", SECRET_PATH, "").body())
                .contains("DB_PASSWORD")
                .doesNotContain("4711")
                .doesNotContain("0815");
        String session = "duru_session=" + house.signIn("ann", PASSWORD).cookie("duru_session");
        assertThat(house.page("/ann/shop/settings", session).body())
                .contains("DB_PASSWORD")
                .doesNotContain("4711");
        assertThat(
                        as(ann, "DELETE", SECRET_PATH + "/DB_PASSWORD?environment=production", "")
                                .status())
                .isEqualTo(204);
        assertThat(house.station.secrets().of(House.SHOP, "production"))
                .containsEntry("DB_PASSWORD", "everywhere-4711");
    }

    private void put(String name, String value, String environment) {
        House.Answer answer =
                as(
                        ann,
                        "PUT",
                        SECRET_PATH + "/" + name,
                        "{\"value\":\"" + value + "\",\"environment\":\"" + environment + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    @Test
    void badNamesOfSecretsAreRefusedWithTheMend() {
        assertThat(as(ann, "PUT", SECRET_PATH + "/1ST", "{\"value\":\"v\"}").detail())
                .contains("use letters, digits and _");
        assertThat(as(ann, "PUT", SECRET_PATH + "/GITHUB_TOKEN", "{\"value\":\"v\"}").detail())
                .contains("choose another");
        assertThat(as(ann, "PUT", SECRET_PATH + "/EMPTY", "{\"value\":\"\"}").status())
                .isEqualTo(400);
    }

    @Test
    void nothingSecretLiesInClearOnTheDisk() throws Exception {
        put("DB_PASSWORD", "everywhere-4711", "");
        String token = token("{\"name\":\"ci\"}");
        String session = house.signIn("ann", PASSWORD).cookie("duru_session");
        String link =
                as(admin, "POST", "/api/v1/users/bob/link", "").json().path("link").asString();
        String linkToken = link.substring(link.lastIndexOf('/') + 1);
        assertThat(linkToken).hasSize(43);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes)
                        .as(file.toString())
                        .doesNotContain("everywhere-4711")
                        .doesNotContain(token)
                        .doesNotContain(token.substring("duru_".length()))
                        .doesNotContain(session)
                        .doesNotContain(linkToken)
                        .doesNotContain(PASSWORD);
            }
        }
        Path key = folder.resolve("secrets.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void aSealedValueMovedToAnotherPlaceDoesNotOpen() {
        put("A", "value of a", "");
        put("B", "value of b", "");
        house.database.update(tx ->
                tx.sql()
                        .execute(
                                """
                                update project_secret set sealed =
                                (select sealed from project_secret where name = 'A') where name = 'B'
                                """));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> house.station.secrets().of(House.SHOP, ""))
                .hasMessageContaining("does not open with its key");
    }

    @Test
    void keysAreRotatedAndARestartReadsThem() throws Exception {
        put("DB_PASSWORD", "everywhere-4711", "");
        assertThat(as(ann, "POST", "/api/v1/secrets/rotate", "").status()).isEqualTo(403);
        assertThat(as(admin, "POST", "/api/v1/secrets/rotate", "").status()).isEqualTo(204);
        Path key = folder.resolve("secrets.key");
        assertThat(Files.readAllLines(key)).hasSize(2);
        house.close();
        // The old key is no longer needed.
        Files.writeString(key, Files.readAllLines(key).get(1) + "\n");
        house = new House(folder);
        assertThat(house.station.secrets().of(House.SHOP, ""))
                .isEqualTo(Map.of("DB_PASSWORD", "everywhere-4711"));
    }

    @Test
    void theAuditLogTellsWhoDidWhat() {
        as(ann, "PUT", "/api/v1/projects/ann/shop/members/bob", "{\"role\":\"developer\"}");
        put("DB_PASSWORD", "everywhere-4711", "");
        assertThat(as(ann, "GET", "/api/v1/audit", "").status()).isEqualTo(403);
        JsonNode ofShop = as(admin, "GET", "/api/v1/audit?project=ann/shop", "").json();
        assertThat(ofShop.path("facts")).hasSize(2);
        assertThat(ofShop.path("facts").get(0).path("kind").asString()).isEqualTo("SecretChanged");
        assertThat(ofShop.path("facts").get(0).path("by").asString()).isEqualTo("ann");
        JsonNode users =
                as(admin, "GET", "/api/v1/audit?kind=accesschanged&text=user.created", "").json();
        assertThat(users.path("facts")).hasSize(2);
        String session =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        assertThat(house.page("/audit?user=ann&kind=MemberChanged", session).body())
                .contains("user=bob role=developer");
    }

    @Test
    void pagesExistInBothLanguages() {
        String session =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        for (String path : new String[] {"/settings", "/users", "/audit", "/ann/shop/settings"}) {
            assertThat(house.page(path, session + "; duru_language=ko").body())
                    .as(path)
                    .contains("lang=\"ko\"");
        }
        assertThat(
                        dev.duru.web.Texts.of("dev.duru.access", House.class.getClassLoader())
                                .differences())
                .isEmpty();
    }

    @Test
    void theDocumentNamesTheRoutesThereAre() {
        JsonNode document = house.call("GET", "/api/v1/openapi.json", "").json();
        TreeSet<String> described = new TreeSet<>();
        for (var path : document.path("paths").properties()) {
            if (path.getKey().endsWith("/openapi.json")) {
                continue;
            }
            path.getValue()
                    .propertyNames()
                    .forEach(method -> described.add(method.toUpperCase() + " " + path.getKey()));
        }
        TreeSet<String> served =
                house.server.apiRoutes().stream()
                        .filter(route -> !route.pattern().endsWith("/openapi.json"))
                        .map(route -> route.method() + " " + route.pattern())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(served);
    }
}
