package dev.duru.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, passwords, sessions and guessing, through the real server. */
final class SignInTest {
    private static final String PASSWORD = "rivers of green tea";

    @TempDir private Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theFirstLinkSetsThePasswordOnceAndSignsIn() {
        String path = house.station.setupPath().orElseThrow();
        House.Browser browser = house.browser(path);
        House.Answer weak =
                house.post(
                        path,
                        browser.cookies(),
                        "csrf",
                        browser.csrf(),
                        "password",
                        "password123",
                        "again",
                        "password123");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.body()).contains("among the first that guessers try");
        House.Answer set =
                house.post(
                        path,
                        browser.cookies(),
                        "csrf",
                        browser.csrf(),
                        "password",
                        PASSWORD,
                        "again",
                        PASSWORD);
        assertThat(set.status()).isEqualTo(303);
        String session = "duru_session=" + set.cookie("duru_session");
        assertThat(house.page("/users", session).body()).contains("Users");

        assertThat(house.page(path, "none=1").status()).isEqualTo(404);
        assertThat(
                        house.call("POST", "/api/v1" + path, "{\"password\":\"another fine one\"}")
                                .status())
                .isEqualTo(404);
        assertThat(house.station.setupPath()).isEmpty();
    }

    @Test
    void aNewStartMakesTheLinkOfTheOldOneVoid() {
        String first = house.station.setupPath().orElseThrow();
        String second = house.station.setupPath().orElseThrow();
        assertThat(house.page(first, "none=1").status()).isEqualTo(404);
        assertThat(house.page(second, "none=1").status()).isEqualTo(200);
        house.pass(Duration.ofDays(4));
        assertThat(house.page(second, "none=1").status()).isEqualTo(404);
    }

    @Test
    void signingInGivesASessionThatLastsWhileItIsUsed() {
        house.setUp();
        House.Answer in = house.signIn("admin", House.ADMIN_PASSWORD);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("/settings");
        String session = "duru_session=" + in.cookie("duru_session");
        house.pass(Duration.ofDays(20));
        assertThat(house.page("/settings", session).status()).isEqualTo(200);
        house.pass(Duration.ofDays(20));
        assertThat(house.page("/settings", session).status()).isEqualTo(200);
        house.pass(Duration.ofDays(31));
        assertThat(house.page("/settings", session).status()).isEqualTo(303);
    }

    @Test
    void aSessionThatSomebodyElseMadeUpIsNotTaken() {
        house.setUp();
        House.Browser browser = house.browser("/login");
        House.Answer in =
                house.post(
                        "/login",
                        browser.cookies() + "; duru_session=chosen-by-mallory",
                        "csrf",
                        browser.csrf(),
                        "user",
                        "admin",
                        "password",
                        House.ADMIN_PASSWORD);
        assertThat(in.cookie("duru_session")).isNotEmpty().isNotEqualTo("chosen-by-mallory");
        assertThat(house.page("/settings", "duru_session=chosen-by-mallory").status())
                .isEqualTo(303);
    }

    @Test
    void signingInAgainEndsTheSessionBefore() {
        house.setUp();
        String first = house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        House.Answer form = house.page("/login", "duru_session=" + first);
        House.Answer in =
                house.post(
                        "/login",
                        "duru_session=" + first,
                        "csrf",
                        House.csrf(form),
                        "user",
                        "admin",
                        "password",
                        House.ADMIN_PASSWORD);
        assertThat(in.status()).isEqualTo(303);
        assertThat(house.page("/settings", "duru_session=" + first).status()).isEqualTo(303);
    }

    @Test
    void formsWithoutTheirTokenAreRefused() {
        house.setUp();
        House.Browser browser = house.browser("/login");
        assertThat(
                        house.post(
                                        "/login",
                                        browser.cookies(),
                                        "user",
                                        "admin",
                                        "password",
                                        House.ADMIN_PASSWORD)
                                .status())
                .isEqualTo(403);
        String session =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        assertThat(house.post("/users", session, "user", "eve", "csrf", browser.csrf()).status())
                .isEqualTo(403);
        assertThat(house.page("/users", session).body()).doesNotContain("eve");
    }

    @Test
    void signingOutEndsTheSession() {
        house.setUp();
        String session =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        String other =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        String csrf = House.csrf(house.page("/settings", session));
        assertThat(house.post("/logout", session, "csrf", csrf).status()).isEqualTo(303);
        assertThat(house.page("/settings", session).status()).isEqualTo(303);
        assertThat(house.page("/settings", other).status()).isEqualTo(200);
        String third =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        house.post(
                "/settings/sessions/end",
                other,
                "csrf",
                House.csrf(house.page("/settings", other)));
        assertThat(house.page("/settings", other).status()).isEqualTo(303);
        assertThat(house.page("/settings", third).status()).isEqualTo(303);
    }

    @Test
    void guessingAtAUserEndsAfterTenTimesAndARestartForgetsNothing() {
        house.setUp();
        for (int i = 0; i < AttemptLimit.BY_USER; i++) {
            assertThat(house.signIn("admin", "wrong password " + i).status()).isEqualTo(401);
        }
        House.Answer refused = house.signIn("admin", House.ADMIN_PASSWORD);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("Too many wrong sign-ins. Try again in 15 min.");
        assertThat(refused.header("Retry-After")).isEqualTo("900");
        house.close();
        house = new House(folder);
        assertThat(house.signIn("admin", House.ADMIN_PASSWORD).status()).isEqualTo(429);
        assertThat(
                        house.call(
                                        "GET",
                                        "/api/v1/user",
                                        "",
                                        "Authorization",
                                        House.basic("admin", House.ADMIN_PASSWORD))
                                .detail())
                .contains("too many wrong sign-ins; try again in 15 min");
        house.pass(AttemptLimit.WINDOW);
        assertThat(house.signIn("admin", House.ADMIN_PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void guessingAtManyUsersFromOneAddressEndsToo() {
        house.setUp();
        for (int i = 0; i < AttemptLimit.BY_ADDRESS; i++) {
            house.call(
                    "GET", "/api/v1/user", "", "Authorization", House.basic("user" + i, "guess"));
        }
        assertThat(house.signIn("admin", House.ADMIN_PASSWORD).status()).isEqualTo(429);
    }

    @Test
    void beingRightDoesNotCountAgainstTheLimit() {
        house.setUp();
        for (int i = 0; i < AttemptLimit.BY_ADDRESS + 5; i++) {
            assertThat(
                            house.call(
                                            "GET",
                                            "/api/v1/user",
                                            "",
                                            "Authorization",
                                            House.basic("admin", House.ADMIN_PASSWORD))
                                    .status())
                    .isEqualTo(200);
        }
        assertThat(house.signIn("admin", House.ADMIN_PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void unknownUserAndWrongPasswordGiveTheSameAnswerForTheSameWork() {
        house.setUp();
        House.Answer wrong = house.signIn("admin", "not the password");
        House.Answer unknown = house.signIn("nobody-here", "not the password");
        assertThat(unknown.status()).isEqualTo(wrong.status()).isEqualTo(401);
        String varying = "(value|content)=\"[^\"]*\"";
        assertThat(unknown.body().replaceAll(varying, ""))
                .isEqualTo(wrong.body().replaceAll(varying, ""));
        long known = fastest("admin");
        long stranger = fastest("nobody-here");
        // Without the hash for nobody, the stranger's answer takes a fiftieth of the time.
        assertThat(stranger).isGreaterThan(known / 4);
    }

    private long fastest(String user) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long began = System.nanoTime();
            house.station.authenticator().byPassword(user, "guess " + i, "203.0.113." + i);
            fastest = Math.min(fastest, System.nanoTime() - began);
        }
        return fastest;
    }

    @Test
    void changingThePasswordEndsTheOtherSessionsAndForgetsTheOldOne() {
        house.setUp();
        String basic = House.basic("admin", House.ADMIN_PASSWORD);
        assertThat(house.call("GET", "/api/v1/user", "", "Authorization", basic).status())
                .isEqualTo(200);
        String mine =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        String other =
                "duru_session="
                        + house.signIn("admin", House.ADMIN_PASSWORD).cookie("duru_session");
        String csrf = House.csrf(house.page("/settings", mine));
        assertThat(
                        house.post(
                                        "/settings/password",
                                        mine,
                                        "csrf",
                                        csrf,
                                        "current",
                                        "not it at all",
                                        "password",
                                        PASSWORD,
                                        "again",
                                        PASSWORD)
                                .body())
                .contains("The present password is not right.");
        assertThat(
                        house.post(
                                        "/settings/password",
                                        mine,
                                        "csrf",
                                        csrf,
                                        "current",
                                        House.ADMIN_PASSWORD,
                                        "password",
                                        PASSWORD,
                                        "again",
                                        PASSWORD)
                                .body())
                .contains("The password is changed");
        assertThat(house.page("/settings", mine).status()).isEqualTo(200);
        assertThat(house.page("/settings", other).status()).isEqualTo(303);
        assertThat(house.call("GET", "/api/v1/user", "", "Authorization", basic).status())
                .isEqualTo(401);
        assertThat(house.signIn("admin", PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void aDisabledUserIsLockedOutAtOnce() {
        String admin = house.setUp();
        String mina = house.user(admin, "mina", PASSWORD);
        String session = "duru_session=" + house.signIn("mina", PASSWORD).cookie("duru_session");
        String token =
                "Bearer "
                        + house.call(
                                        "POST",
                                        "/api/v1/tokens",
                                        "{\"name\":\"ci\"}",
                                        "Authorization",
                                        mina)
                                .json()
                                .path("token")
                                .asString();
        assertThat(house.call("GET", "/api/v1/user", "", "Authorization", token).status())
                .isEqualTo(200);
        house.call("PATCH", "/api/v1/users/mina", "{\"disabled\":true}", "Authorization", admin);
        assertThat(house.page("/settings", session).status()).isEqualTo(303);
        assertThat(house.call("GET", "/api/v1/user", "", "Authorization", token).status())
                .isEqualTo(401);
        assertThat(house.call("GET", "/api/v1/user", "", "Authorization", mina).status())
                .isEqualTo(401);
        assertThat(house.signIn("mina", PASSWORD).status()).isEqualTo(401);
        house.call("PATCH", "/api/v1/users/mina", "{\"disabled\":false}", "Authorization", admin);
        assertThat(house.signIn("mina", PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void theLastAdministratorStaysOne() {
        String admin = house.setUp();
        for (String change : List.of("{\"admin\":false}", "{\"disabled\":true}")) {
            House.Answer answer =
                    house.call("PATCH", "/api/v1/users/admin", change, "Authorization", admin);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.detail()).contains("last administrator");
        }
        assertThat(house.signIn("admin", House.ADMIN_PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void theSignInPageLeadsNowhereElse() {
        house.setUp();
        for (String next : List.of("//evil.example/", "https://evil.example/", "/\\evil.example")) {
            House.Browser browser = house.browser("/login");
            House.Answer in =
                    house.post(
                            "/login",
                            browser.cookies(),
                            "csrf",
                            browser.csrf(),
                            "user",
                            "admin",
                            "password",
                            House.ADMIN_PASSWORD,
                            "next",
                            next);
            assertThat(in.header("Location")).isEqualTo("/");
        }
    }

    @Test
    void whatHappenedIsInTheLedgerAndNoPasswordIs() {
        house.setUp();
        house.signIn("admin", "wrong wrong wrong");
        house.signIn("admin", House.ADMIN_PASSWORD);
        List<String> actions =
                house.ledger.after(0, 100).stream()
                        .map(Entry::fact)
                        .map(fact -> ((Fact.AccessChanged) fact).action())
                        .toList();
        assertThat(actions).containsExactly("password.set", "sign-in.failed", "signed-in");
        assertThat(house.ledger.after(0, 100).toString())
                .doesNotContain(House.ADMIN_PASSWORD)
                .doesNotContain("wrong wrong wrong");
    }
}
