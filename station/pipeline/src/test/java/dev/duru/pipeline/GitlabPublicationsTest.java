package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sites that jobs publish. */
final class GitlabPublicationsTest {
    @TempDir Path folder;

    private static RunRow run(PipelineSite site, String pipeline) {
        return site.run(Map.of(".gitlab-ci.yml", pipeline));
    }

    @Test
    void aJobNamedPagesPublishesASite() {
        String pipeline =
                """
                pages:
                  script:
                    - mkdir -p public/sub
                    - echo '<h1>hello</h1>' > public/index.html
                    - echo 'body {}' > public/a.css
                    - echo 'below' > public/sub/index.html
                    - echo 'lost' > public/404.html
                    - echo "at $CI_PAGES_URL"
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = run(site, pipeline);
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(site.log(run, "pages")).contains("at http://duru.example/team/shop/pages");
            HttpResponse<String> page = site.get("/team/shop/pages/");
            assertThat(page.body()).contains("<h1>hello</h1>");
            assertThat(page.headers().allValues("Content-Security-Policy"))
                    .anyMatch(policy -> policy.startsWith("sandbox "))
                    .noneMatch(policy -> policy.contains("allow-same-origin"));
            assertThat(site.get("/team/shop/pages/a.css").headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/css"));
            assertThat(site.get("/team/shop/pages/sub/").body()).contains("below");
            assertThat(site.get("/team/shop/pages/none").statusCode()).isEqualTo(404);
            assertThat(site.get("/team/shop/pages/none").body()).contains("lost");
        }
    }

    @Test
    void aPrefixIsASiteBesideTheOther() {
        String pipeline =
                """
                stages: [one, two]
                main:
                  stage: one
                  pages: { publish: site }
                  script: [mkdir site, echo main > site/index.html]
                review:
                  stage: two
                  pages: { path_prefix: "mr-$CI_PIPELINE_IID", expire_in: 1 hour }
                  script: [mkdir public, echo review > public/index.html]
                old:
                  stage: two
                  pages: { path_prefix: old, expire_in: 1 sec }
                  script: [mkdir public, echo old > public/index.html]
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = run(site, pipeline);
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(site.get("/team/shop/pages/").body()).contains("main");
            assertThat(site.get("/team/shop/pages/mr-1/").body()).contains("review");
        }
    }

    @Test
    void aSiteWithoutItsFolderFailsTheJob() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = run(site, "pages: { script: [echo nothing] }");
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(site.log(run, "pages"))
                    .anyMatch(line -> line.contains("there is no folder"));
        }
    }

    @Test
    void aReleaseOfNoCommitFailsTheJob() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run =
                    run(
                            site,
                            "ship: { script: [echo x], release: { tag_name: v1, description: d } }");
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "ship").message()).contains("does not exist");
        }
    }
}
