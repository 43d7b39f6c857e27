package dev.duru.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogMarksTest {
    @TempDir Path folder;

    @Test
    void groupsNestEndWithTheirStepAndKnowTheirErrors() throws Exception {
        Path file = folder.resolve("1.log");
        try (JobLog log = JobLog.open(file, InstantSource.system(), false)) {
            log.append(0, LogLine.Kind.SYSTEM, "begins");
            log.append(1, LogLine.Kind.GROUP, "outer");
            log.append(1, LogLine.Kind.GROUP, "inner");
            log.append(1, LogLine.Kind.ERROR, "bad");
            log.append(1, LogLine.Kind.END_GROUP, "");
            log.append(1, LogLine.Kind.OUTPUT, "x");
            log.append(2, LogLine.Kind.WARNING, "hm");
            log.append(2, LogLine.Kind.END_GROUP, "");
            log.append(2, LogLine.Kind.GROUP, "open");
        }
        LogMarks marks = new LogFile(file).marks();
        assertThat(marks.groups())
                .containsExactly(
                        new LogMarks.Group(2, 6, 0, true),
                        new LogMarks.Group(3, 5, 1, true),
                        new LogMarks.Group(9, 0, 0, false));
        assertThat(marks.remarks())
                .containsExactly(new LogMarks.Remark(4, true), new LogMarks.Remark(7, false));
        assertThat(marks.steps()).extracting(LogMarks.StepStart::line).containsExactly(1L, 2L, 7L);
        assertThat(new LogFile(file).markCount()).isEqualTo(10);
        assertThat(LogFile.marksOf(file)).doesNotExist();
        new LogFile(file).rebuild();
        assertThat(LogFile.marksOf(file)).exists();
        assertThat(new LogFile(file).marks()).isEqualTo(marks);
        assertThat(new LogFile(file).markCount()).isEqualTo(10);
    }

    @Test
    void webAddressesAreLinksAndNothingElseIs() {
        assertThat(Ansi.html("see (https://a.example/x?y=1&z=3). <2>"))
                .isEqualTo(
                        "see (<a href=\"https://a.example/x?y=1&amp;z=3\" rel=\"noopener noreferrer"
                                + " nofollow\" target=\"_blank\">https://a.example/x?y=1&amp;z=3</a>"
                                + "). &lt;2&gt;");
        assertThat(Ansi.html("javascript:alert(1) ftp://a xhttps://b http:// \"http://c\"onx"))
                .contains("<a href=\"http://c\" ")
                .doesNotContain("href=\"javascript", "href=\"ftp", "href=\"https://b");
    }
}
