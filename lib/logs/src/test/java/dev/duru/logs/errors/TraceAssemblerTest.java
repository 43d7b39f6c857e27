package dev.duru.logs.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Traces as runtimes print them, among other lines. */
class TraceAssemblerTest {
    private static List<Failure> of(String text) {
        TraceAssembler assembler = new TraceAssembler();
        List<Failure> failures = new ArrayList<>();
        text.lines().forEach(line -> assembler.add(line).ifPresent(failures::add));
        assembler.end().ifPresent(failures::add);
        return failures;
    }

    private static String java(int line, int lambda, String message) {
        return """
        12:00:01 INFO fine
        Exception in thread "main" java.lang.IllegalStateException: %s
        	at shop.Cart.total(Cart.java:%d)
        	at shop.Cart.lambda$all$%d(Cart.java:12)
        	at java.base/java.lang.Thread.run(Thread.java:1583)
        Caused by: java.io.IOException: gone
        	at shop.Store.read(Store.java:7)
        	... 2 more
        12:00:02 INFO fine again
        """
                .formatted(message, line, lambda);
    }

    @Test
    void javaIsTheSameInAnotherBuild() {
        List<Failure> one = of(java(41, 3, "cart 17 is empty"));
        List<Failure> other = of(java(44, 5, "cart 8 is empty"));
        assertThat(one).hasSize(1);
        assertThat(one.getFirst().type())
                .isEqualTo("java.lang.IllegalStateException <- java.io.IOException");
        assertThat(one.getFirst().message()).isEqualTo("cart 17 is empty");
        assertThat(one.getFirst().place()).isEqualTo("shop.Cart.total");
        assertThat(one.getFirst().fingerprint()).isEqualTo(other.getFirst().fingerprint());
        assertThat(of(java(1, 1, "x").replace("Cart.total", "Cart.sum")).getFirst().fingerprint())
                .isNotEqualTo(one.getFirst().fingerprint());
    }

    @Test
    void python() {
        String text =
                """
                starting
                Traceback (most recent call last):
                  File "/app/main.py", line 12, in <module>
                    pay(cart)
                  File "/app/shop/pay.py", line 40, in pay
                    raise ValueError("no card")
                ValueError: no card
                goodbye
                """;
        List<Failure> found = of(text);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().type()).isEqualTo("ValueError");
        assertThat(found.getFirst().frames()).containsExactly("pay pay.py", "<module> main.py");
        assertThat(of(text.replace("line 40", "line 41")).getFirst().fingerprint())
                .isEqualTo(found.getFirst().fingerprint());
    }

    @Test
    void javascript() {
        List<Failure> found =
                of(
                        """
                        TypeError: Cannot read properties of undefined (reading 'id')
                            at pay (/app/shop/pay.js:10:17)
                            at async Server.<anonymous> (/app/main.js:3:5)
                            at /app/other.js:1:2
                        done
                        """);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().language()).isEqualTo("javascript");
        assertThat(found.getFirst().type()).isEqualTo("TypeError");
        assertThat(found.getFirst().frames())
                .containsExactly(
                        "pay pay.js", "Server.<anonymous> main.js", "<anonymous> other.js");
    }

    @Test
    void go() {
        List<Failure> found =
                of(
                        """
                        panic: runtime error: index out of range [5] with length 3

                        goroutine 1 [running]:
                        main.pay(...)
                        	/app/main.go:8
                        main.main()
                        	/app/main.go:12 +0x1d
                        exit status 2
                        """);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().language()).isEqualTo("go");
        assertThat(found.getFirst().frames()).containsExactly("main.pay", "main.main");
    }

    @Test
    void hostileLinesAreNoTraces() {
        assertThat(of("\tat x\n\tat y\n")).isEmpty();
        assertThat(of("x\n" + "\tat (((((((\n".repeat(10_000))).isEmpty();
        assertThat(of("Traceback (most recent call last):\n" + "  x\n".repeat(100_000))).isEmpty();
        assertThat(of("panic: \n" + "(".repeat(100_000))).isEmpty();
    }
}
