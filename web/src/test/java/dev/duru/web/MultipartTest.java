package dev.duru.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MultipartTest {
    private static Multipart parse(String body) {
        return Multipart.parse(
                "multipart/form-data; boundary=x", body.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void fieldsAndFilesAreToldApart() throws IOException {
        Multipart form =
                parse(
                        """
                        --x\r
                        Content-Disposition: form-data; name="item"\r
                        \r
                        log in --x\r
                        --x\r
                        Content-Disposition: form-data; name="file"; filename="a.png"\r
                        Content-Type: image/png\r
                        \r
                        \u0089PNG\r
                        \u0000\u00ff\r
                        --x\r
                        Content-Disposition: form-data; name="none"; filename=""\r
                        \r
                        \r
                        --x--\r
                        """);
        assertThat(form.fields().first("item")).contains("log in --x");
        assertThat(form.files()).containsOnlyKeys("file");
        Upload file = form.files().get("file");
        assertThat(file.name()).isEqualTo("a.png");
        assertThat(file.open().readAllBytes())
                .isEqualTo("\u0089PNG\r\n\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatIsNoSuchFormHoldsNothing() {
        assertThat(parse("").files()).isEmpty();
        assertThat(parse("--x\r\nname=\"a\"\r\n\r\n").fields().first("a")).isEmpty();
        assertThatThrownBy(() -> Multipart.parse("multipart/form-data", new byte[0]))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("boundary");
    }
}
