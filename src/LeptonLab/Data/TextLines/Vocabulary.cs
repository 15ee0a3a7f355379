using LeptonLab.Numerics;

namespace LeptonLab.Data.TextLines;

/// <summary>What the lines say: half common words, half made-up ones, so that no list of words replaces reading.</summary>
internal static class Vocabulary
{
    private static readonly string[] Common =
    [
        "about", "above", "after", "again", "air", "and", "answer", "apple", "autumn", "back", "basket", "before", "bird",
        "black", "blue", "boat", "book", "bridge", "bright", "bring", "brown", "build", "butter", "camera", "castle", "chair",
        "cheese", "child", "circle", "city", "clear", "cloud", "coffee", "cold", "corner", "country", "dance", "dark", "day",
        "deep", "door", "dream", "early", "earth", "east", "evening", "eye", "family", "farm", "field", "fire", "fish",
        "flower", "forest", "fox", "friend", "garden", "gate", "glass", "gold", "grass", "green", "hand", "harbour", "heart",
        "hill", "home", "horse", "hour", "house", "ice", "island", "jacket", "jump", "just", "key", "kitchen", "knife", "lake",
        "lamp", "large", "leaf", "letter", "light", "line", "market", "milk", "mirror", "moon", "morning", "mountain", "music",
        "needle", "night", "north", "number", "ocean", "office", "old", "orange", "paper", "pencil", "picture", "pizza",
        "plum", "quick", "quiet", "rain", "red", "river", "road", "room", "round", "salt", "sand", "school", "sea", "seven",
        "shadow", "shoe", "silver", "small", "snow", "south", "spring", "star", "station", "stone", "street", "sugar",
        "summer", "sun", "table", "tea", "the", "tower", "train", "tree", "under", "uncle", "valley", "very", "village",
        "voice", "wall", "water", "west", "wheel", "white", "wind", "window", "winter", "wood", "word", "yellow", "young",
        "zebra", "zero",
    ];

    private static readonly string[] Starts =
    [
        "b", "br", "c", "ch", "d", "f", "fl", "g", "h", "j", "k", "l", "m", "n", "p", "pr", "qu", "r", "s", "st", "t", "tr",
        "v", "w", "x", "y", "z", "",
    ];

    private static readonly string[] Middles = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "y"];
    private static readonly string[] Ends = ["", "", "n", "r", "s", "t", "l", "m", "ck", "nd", "x", "p", "g", "d", "sh"];

    internal static string Line(RandomStream random, TextContent content, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(random, content)));

    private static string Word(RandomStream random, TextContent content) => content switch
    {
        TextContent.Digits => Digits(random, 1 + random.NextInt32(7)),
        TextContent.Lower => Plain(random),
        TextContent.Letters => Cased(random, Plain(random)),
        _ => Mixed(random),
    };

    private static string Mixed(RandomStream random)
    {
        const string after = ".,:;!?";
        switch (random.NextInt32(12))
        {
            case 0:
                return Digits(random, 1 + random.NextInt32(6));
            case 1:
                return $"{Two(random, 24)}:{Two(random, 60)}";
            case 2:
                return $"{1 + random.NextInt32(28)}.{1 + random.NextInt32(12)}.{1900 + random.NextInt32(200)}";
            case 3:
                return $"{1 + random.NextInt32(999)},{Two(random, 100)}{(random.NextInt32(2) == 0 ? "€" : "%")}";
            case 4:
                return $"({Plain(random)})";
            case 5:
                return $"\"{Cased(random, Plain(random))}\"";
            case 6:
                return $"{(char)('A' + random.NextInt32(26))}{(char)('A' + random.NextInt32(26))}-{Digits(random, 1 + random.NextInt32(4))}";
            case 7:
                return $"{Plain(random)}{after[random.NextInt32(after.Length)]}";
            case 8:
                return random.NextInt32(4) switch
                {
                    0 => $"{Plain(random)}'s",
                    1 => $"#{Digits(random, 1 + random.NextInt32(3))}",
                    2 => $"{random.NextInt32(50)}+{random.NextInt32(50)}={random.NextInt32(99)}",
                    _ => $"{Cased(random, Plain(random))}&{Cased(random, Plain(random))}",
                };
            default:
                return Cased(random, Plain(random));
        }
    }

    private static string Plain(RandomStream random)
    {
        if (random.NextInt32(2) == 0)
            return Common[random.NextInt32(Common.Length)];
        int syllables = 1 + random.NextInt32(3);
        string word = "";
        for (int i = 0; i < syllables; i++)
            word += Starts[random.NextInt32(Starts.Length)] + Middles[random.NextInt32(Middles.Length)];
        return word + Ends[random.NextInt32(Ends.Length)];
    }

    private static string Cased(RandomStream random, string word) => random.NextInt32(6) switch
    {
        0 => word.ToUpperInvariant(),
        <= 2 => char.ToUpperInvariant(word[0]) + word[1..],
        _ => word,
    };

    private static string Digits(RandomStream random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.NextInt32(10))));

    private static string Two(RandomStream random, int below) => $"{random.NextInt32(below):D2}";
}
