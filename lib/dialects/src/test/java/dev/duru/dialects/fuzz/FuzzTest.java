package dev.duru.dialects.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A short run of the fuzzer, always the same, and the fuzzer itself. */
final class FuzzTest {
    @Test
    void aFewThousandInputsFindNothing() {
        AtomicInteger left = new AtomicInteger(4_000);
        Fuzz fuzz =
                new Fuzz(
                        20_260_101,
                        List.of(Seeds.WORKFLOW, Seeds.CALLED, Seeds.ACTION, Seeds.GITLAB));
        fuzz.run(() -> left.getAndDecrement() > 0);
        assertThat(fuzz.findings()).isEmpty();
    }

    @Test
    void aFailingInputIsMadeSmall() {
        String text = "a lot of text, then ((, and more of it\n".repeat(20);
        assertThat(new Minimiser(input -> input.contains("((")).minimise(text)).isEqualTo("((");
    }
}
