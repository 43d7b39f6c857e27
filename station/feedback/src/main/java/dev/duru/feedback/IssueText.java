package dev.duru.feedback;

import dev.duru.kernel.ProjectName;
import dev.duru.web.Markdown;
import gg.jte.Content;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What people and Duru write in the issues of a project: Markdown in which {@code #12} is another
 * issue and a full commit id its change.
 */
record IssueText(ProjectName project) implements Markdown.Place {
    private static final Pattern WORDS =
            Pattern.compile("(?<![\\w&#])#(\\d{1,9})\\b|\\b([0-9a-f]{40})\\b");

    static Content render(ProjectName project, String text) {
        return Markdown.render(text, new IssueText(project));
    }

    @Override
    public Optional<String> link(String target) {
        return Optional.of(target);
    }

    @Override
    public Optional<Markdown.Mention> mention() {
        return Optional.of(new Markdown.Mention(WORDS, this::address, IssueText::label));
    }

    private String address(MatchResult words) {
        return words.group(1) == null
                ? "/" + project + "/changes/" + words.group(2)
                : "/" + project + "/issues/" + words.group(1);
    }

    private static String label(MatchResult words) {
        return words.group(1) == null ? words.group(2).substring(0, 8) : words.group();
    }
}
