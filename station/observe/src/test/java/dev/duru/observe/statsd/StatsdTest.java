package dev.duru.observe.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.observe.query.OwnQueries;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bash is the client: its redirections are what people write in scripts. */
class StatsdTest {
    private final Store store = Store.open(StoreSettings.standard(null));
    private final Statsd statsd =
            new Statsd(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Duration.ofMillis(50),
                    store,
                    InstantSource.system());

    @BeforeEach
    void start() {
        statsd.start();
    }

    @AfterEach
    void stop() throws Exception {
        statsd.close();
        store.close();
    }

    private void send(String protocol, String lines) throws IOException, InterruptedException {
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "printf \"$1\" > /dev/$2/127.0.0.1/$3",
                                "bash",
                                lines,
                                protocol,
                                String.valueOf(statsd.port()))
                        .inheritIO()
                        .start();
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).isZero();
    }

    private double value(String query) {
        Value value = new OwnQueries(store).value(query, System.currentTimeMillis());
        return value instanceof Value.Vector(List<Value.Sample> samples) && !samples.isEmpty()
                ? samples.getFirst().value()
                : Double.NaN;
    }

    private void await(String query, double expected) {
        await(query + " to be " + expected, () -> Math.abs(value(query) - expected) < 1e-9);
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " " + statsd.problem()).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void countersGrowByWhatWasSampled() throws Exception {
        send("udp", "shop.orders:2|c\\nshop.orders:1|c|@0.5\\n");
        await("shop_orders{job='statsd'}", 4);
        send("tcp", "shop.orders:3|c|#region:eu west,new\\nshop.orders:1|c");
        await("shop_orders{region='eu west',new='true'}", 3);
        await("shop_orders{region=''}", 5);
    }

    @Test
    void gaugesAreSetAndChanged() throws Exception {
        send("tcp", "queue:10|g\\nqueue:-3|g\\nqueue:+1.5|g\\n");
        await("queue", 8.5);
        send("udp", "queue:2|g");
        await("queue", 2);
    }

    @Test
    void timersAndDistributionsAreNativeHistograms() throws Exception {
        send("udp", "took:100:200:300|ms|@0.5|#path:/cart\\nsize:4|h\\nsize:-8|d\\nsize:0|d");
        await("histogram_count(took{path='/cart'})", 6);
        await("histogram_sum(took)", 1.2);
        assertThat(value("histogram_quantile(0.5, took)")).isBetween(0.18, 0.22);
        await("histogram_count(size)", 3);
        assertThat(value("histogram_quantile(0, size)")).isBetween(-8.0, -7.0);
    }

    @Test
    void setsCountWhatIsDifferent() throws Exception {
        send("tcp", "users:ann|s\\nusers:bob|s\\nusers:ann|s\\n");
        await("max_over_time(users[1m])", 2);
        await("users", 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "nothing ~a line is NAME:VALUE|TYPE~",
                "a:1|x ~none of c, g, ms, h, d, s~",
                "a:b|c ~no number~",
                "a:-1|c ~cannot fall~",
                "a:1|c|@2 ~sample rate 2~",
                "a:NaN|g ~finite~",
                "_e{1,1}:a|b ~events~",
            })
    void aWrongLineIsCountedWithItsReason(String line, String reason) throws Exception {
        send("tcp", line + "\\nright:1|c\\n");
        await("right", 1);
        await("duru_statsd_refused_lines_total", 1);
        assertThat(statsd.problem()).startsWith("1 lines; ").contains(reason);
    }

    @Test
    void aNameHasOneType() throws Exception {
        send("tcp", "a:1|c\\na:1|g\\n");
        await("a", 1);
        await("the reason", () -> statsd.problem().contains("taken by a counter"));
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        InetSocketAddress taken =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), statsd.port());
        assertThatThrownBy(() ->
                        new Statsd(taken, Duration.ofSeconds(1), store, InstantSource.system()))
                .hasMessageContaining("observe.statsd");
    }
}
