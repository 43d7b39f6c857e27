package dev.duru.tsdb.index;

import java.util.List;

/** What is in any of a few, read side by side. */
final class Union implements Postings {
    private final Postings[] parts;
    private final int[] heads;

    Union(List<Postings> parts) {
        this.parts = parts.toArray(Postings[]::new);
        this.heads = new int[this.parts.length];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = this.parts[i].next();
        }
    }

    @Override
    public int next() {
        int least = END;
        for (int head : heads) {
            least = Math.min(least, head);
        }
        if (least != END) {
            for (int i = 0; i < heads.length; i++) {
                if (heads[i] == least) {
                    heads[i] = parts[i].next();
                }
            }
        }
        return least;
    }

    @Override
    public int seek(int least) {
        for (int i = 0; i < heads.length; i++) {
            if (heads[i] < least) {
                heads[i] = parts[i].seek(least);
            }
        }
        return next();
    }
}
