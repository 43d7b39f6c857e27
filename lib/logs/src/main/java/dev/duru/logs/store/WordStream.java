package dev.duru.logs.store;

import dev.duru.logs.parse.Words;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** The words of a text, one place after the other. */
final class WordStream extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private Words words = new Words("");

    WordStream of(String text) {
        words = new Words(text);
        return this;
    }

    @Override
    public boolean incrementToken() {
        clearAttributes();
        int length = words.next(term.resizeBuffer(Words.LONGEST));
        term.setLength(length);
        return length > 0;
    }
}
