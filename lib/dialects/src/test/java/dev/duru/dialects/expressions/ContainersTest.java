package dev.duru.dialects.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContainersTest {
    private static final Contexts CONTEXTS =
            Contexts.of(
                    Obj.of(
                            "github",
                            Obj.empty(),
                            "vars",
                            Obj.of(
                                    "none",
                                    "",
                                    "all",
                                    "{\"db\": {\"image\": \"pg\", \"ports\": [1]}}"),
                            "inputs",
                            Obj.empty(),
                            "secrets",
                            Obj.of("PASS", "s3")));

    private static Job job(String body) {
        var parsed =
                GithubActions.parse(
                        "c.yml",
                        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: echo }]\n"
                                + body.indent(4));
        assertThat(parsed.isUsable()).as(parsed.problems().toString()).isTrue();
        return (Job)
                GithubActions.compile(parsed.tree().orElseThrow(), CONTEXTS).nodes().getFirst();
    }

    @Test
    void everyKeyOfAContainer() {
        Job job =
                job(
                        """
                        container:
                          image: reg/app:${{ vars.none }}7
                          credentials: { username: me, password: "${{ secrets.PASS }}" }
                          env: { A: 1, B: "${{ secrets.PASS }}" }
                          ports: [80, "53:53/udp"]
                          volumes: [/tmp:/t]
                          options: --cpus 1
                        services:
                          db: { image: pg, command: -c x, entrypoint: run }
                          off: "${{ vars.none }}"
                          plain: redis:7
                        """);
        Executor.Container container = (Executor.Container) job.executor();
        var spec = Containers.container(container.image(), CONTEXTS).orElseThrow();
        assertThat(spec.image()).isEqualTo("reg/app:7");
        assertThat(spec.username() + ":" + spec.password()).isEqualTo("me:s3");
        assertThat(spec.env()).isEqualTo(Map.of("A", "1", "B", "s3"));
        assertThat(spec.ports()).isEqualTo(List.of("80", "53:53/udp"));
        assertThat(spec.volumes()).isEqualTo(List.of("/tmp:/t"));
        assertThat(spec.options()).isEqualTo("--cpus 1");
        assertThat(Containers.services(job.services(), CONTEXTS))
                .extracting(
                        s -> s.name() + " " + s.image() + " " + s.entrypoint() + " " + s.command())
                .containsExactly("db pg run -c x", "plain redis:7  ");
    }

    @Test
    void servicesAndContainersMayBeComputed() {
        Job job =
                job(
                        """
                        container: ${{ fromJSON('{"image":"a","options":"-t"}') }}
                        services: ${{ fromJSON(vars.all) }}
                        """);
        Executor.Container container = (Executor.Container) job.executor();
        assertThat(Containers.container(container.image(), CONTEXTS).orElseThrow().options())
                .isEqualTo("-t");
        assertThat(Containers.services(job.services(), CONTEXTS))
                .extracting(s -> s.name() + " " + s.image() + " " + s.ports())
                .containsExactly("db pg [1]");
    }

    @Test
    void anEmptyImageIsNoContainerAndAWrongShapeIsSaid() {
        Job none = job("container: ${{ vars.none }}");
        Executor.Container container = (Executor.Container) none.executor();
        assertThat(Containers.container(container.image(), CONTEXTS)).isEmpty();
        Job wrong = job("services: ${{ vars.all }}");
        assertThatThrownBy(() -> Containers.services(wrong.services(), CONTEXTS))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("c.yml:6:")
                .hasMessageContaining("`services` must be an object of services");
    }
}
