package dev.duru.source;

import dev.duru.source.merge.MergeNote;
import dev.duru.web.Markdown;
import gg.jte.Content;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What people said about lines of a difference, and where they can say more. */
public final class DiffTalk {
    /** Nobody can say anything. */
    public static final DiffTalk NONE = new DiffTalk(List.of(), "", MergeNote.Place.NONE);

    private final List<Said> all;
    private final String path;
    private final MergeNote.Place asked;
    private final Set<Long> shown = new HashSet<>();

    /**
     * Something that was said.
     *
     * @param body its Markdown, rendered
     */
    public record Said(MergeNote note, Content body) {
        static Said of(MergeNote note) {
            return new Said(note, Markdown.render(note.body()));
        }
    }

    /**
     * @param path of the merge request's pages; {@code ""} when nobody may comment
     * @param asked where the page shows a form
     */
    DiffTalk(List<MergeNote> notes, String path, MergeNote.Place asked) {
        this.all =
                notes.stream()
                        .filter(note -> !note.place().path().isEmpty())
                        .map(Said::of)
                        .toList();
        this.path = path;
        this.asked = asked;
    }

    /** What was said about a line. */
    public List<Said> at(MergeNote.Place place) {
        List<Said> found = all.stream().filter(said -> said.note().place().equals(place)).toList();
        found.forEach(said -> shown.add(said.note().id()));
        return found;
    }

    /** What {@link #at} has not been asked for: it is about lines that are not shown. */
    public List<Said> rest() {
        return all.stream().filter(said -> !shown.contains(said.note().id())).toList();
    }

    /** Whether the visitor may comment. */
    public boolean open() {
        return !path.isEmpty();
    }

    /** Whether the form is for this line. */
    public boolean asked(MergeNote.Place place) {
        return open() && asked.equals(place);
    }

    /** The page with a form at a line. */
    public String ask(String file, int line, boolean before) {
        return path
                + "/changes?path="
                + URLEncoder.encode(file, StandardCharsets.UTF_8)
                + "&line="
                + line
                + (before ? "&side=before" : "")
                + "#comment-here";
    }

    /** Where the form goes. */
    public String post() {
        return path + "/notes";
    }
}
