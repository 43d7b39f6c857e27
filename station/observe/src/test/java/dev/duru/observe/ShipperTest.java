package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's syslog-ng follows a file and ships its lines as to an Elasticsearch. */
class ShipperTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/syslog-ng");

    @TempDir Path folder;

    private Path configuration(String url, Path file) throws IOException {
        return Files.writeString(
                folder.resolve("syslog-ng.conf"),
                """
                @version: 3.38
                @include "scl.conf"
                source lines { file("%s" flags(no-parse) follow-freq(0.2)); };
                destination duru {
                  elasticsearch-http(
                    url("%s/api/v1/projects/team/shop/elasticsearch/_bulk") index("shipped") type("")
                    user("root") password("root") workers(1)
                    template("$(format-json message=$MESSAGE host.name=h1 @timestamp=${ISODATE})"));
                };
                log { source(lines); destination(duru); };
                """
                        .formatted(file, url));
    }

    @Test
    void whatSyslogNgShipsIsFound() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM)
                        && Files.isDirectory(Path.of("/usr/share/syslog-ng/include/scl")),
                "syslog-ng with its modules for HTTP is not installed");
        Path file = Files.writeString(folder.resolve("in.log"), "");
        try (Bench bench = new Bench(folder, () -> "")) {
            Process shipper =
                    new ProcessBuilder(
                                    PROGRAM.toString(),
                                    "-F",
                                    "--no-caps",
                                    "-f",
                                    configuration(bench.server.localUrl(), file).toString(),
                                    "-R",
                                    folder.resolve("persist").toString(),
                                    "-p",
                                    folder.resolve("pid").toString(),
                                    "-c",
                                    folder.resolve("control").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("out.txt").toFile())
                            .start();
            try {
                Files.writeString(
                        file,
                        "level=error one failed\nlevel=info two worked\n",
                        StandardOpenOption.APPEND);
                LogQuery errors =
                        new LogQuery(
                                "",
                                0,
                                "level:error index:shipped host:h1",
                                false,
                                null,
                                null,
                                Long.MAX_VALUE,
                                9);
                Bench.await("the line", () -> !bench.observe.lines(Bench.SHOP, errors).isEmpty());
                List<LogLine> found = bench.observe.lines(Bench.SHOP, errors);
                assertThat(found)
                        .extracting(LogLine::text)
                        .containsExactly("level=error one failed");
            } finally {
                shipper.destroy();
                if (!shipper.waitFor(10, TimeUnit.SECONDS)) {
                    shipper.destroyForcibly().waitFor();
                }
            }
        }
    }
}
