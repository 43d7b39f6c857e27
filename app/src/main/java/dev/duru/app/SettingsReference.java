package dev.duru.app;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The page docs/configuration.md, made from {@link Setting} so that it cannot go stale. */
final class SettingsReference {
    private SettingsReference() {}

    static String page() {
        String rows =
                Arrays.stream(Setting.values())
                        .map(setting ->
                                "| `%s` | `%s` | %s | %s |"
                                        .formatted(
                                                setting.key(),
                                                setting.variable(),
                                                setting.fallback().isEmpty()
                                                        ? ""
                                                        : "`" + setting.fallback() + "`",
                                                setting.meaning()))
                        .collect(Collectors.joining("\n"));
        return """
        # Configuration

        A setting comes from a flag (`duru up --set http.port=9000`, or its own flag such as `--port`), else from the environment
        (`DURU_HTTP_PORT`), else from a YAML file (`duru up --config duru-server.yml`), else it has its default. An unknown key is an
        error that names its line.

        ```yaml
        data: /var/lib/duru
        http:
          address: 0.0.0.0
          port: 8080
          url: https://duru.example.org
        edge: { port: 80 }
        ```

        | key | variable | default | meaning |
        | --- | --- | --- | --- |
        %s
        """
                .formatted(rows);
    }
}
