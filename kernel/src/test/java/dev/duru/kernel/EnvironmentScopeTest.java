package dev.duru.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EnvironmentScopeTest {
    private static boolean covers(String scope, String environment) {
        return EnvironmentScope.parse(scope).covers(environment);
    }

    @Test
    void starsStandForAnything() {
        assertThat(covers("review/*", "review/my-branch/2")).isTrue();
        assertThat(covers("review/*", "preview/x")).isFalse();
        assertThat(covers("*/eu", "production/eu")).isTrue();
        assertThat(covers("production", "production")).isTrue();
        assertThat(covers("production", "production/eu")).isFalse();
        assertThat(covers("a.c", "abc")).isFalse();
    }

    @Test
    void onlyWhatHoldsForAllHoldsWithoutAnEnvironment() {
        assertThat(covers("", "")).isTrue();
        assertThat(covers("*", "")).isTrue();
        assertThat(covers("*", "x")).isTrue();
        assertThat(covers("review/*", "")).isFalse();
    }

    @Test
    void exactNamesAreMorePreciseThanPatterns() {
        assertThat(
                        Stream.of("production", "review/*", "", "review/feature-*", "qa")
                                .map(EnvironmentScope::new)
                                .sorted(EnvironmentScope.BY_PRECISION)
                                .map(EnvironmentScope::text))
                .last()
                .isEqualTo("production");
        assertThat(
                        EnvironmentScope.BY_PRECISION.compare(
                                new EnvironmentScope("review/feature-*"),
                                new EnvironmentScope("qa")))
                .isNegative();
        assertThat(
                        EnvironmentScope.BY_PRECISION.compare(
                                new EnvironmentScope("review/*"), EnvironmentScope.ALL))
                .isPositive();
    }

    @Test
    void whatCannotBeAnEnvironmentIsRefused() {
        assertThatThrownBy(() -> EnvironmentScope.parse("a\nb"))
                .hasMessageContaining("names no environment");
    }
}
