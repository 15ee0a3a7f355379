namespace LeptonLab.Notebooks.Mathematics;

/// <summary>What TeX's names stand for.</summary>
internal static class TexSymbols
{
    /// <summary>Letters and letter-like symbols.</summary>
    public static readonly IReadOnlyDictionary<string, string> Identifiers = Pairs(
        """
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ
        mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ
        psi ψ omega ω
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ wp ℘ aleph ℵ infty ∞ emptyset ∅ varnothing ∅ partial ∂ nabla ∇
        top ⊤ bot ⊥ angle ∠ triangle △ square □ checkmark ✓ degree °
        """);

    /// <summary>Operators, relations and arrows: MathML knows the space around them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Operators = Pairs(
        """
        pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ cup ∪ cap ∩
        setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ dagger † amalg ⨿
        le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ doteq ≐
        coloneqq ≔ triangleq ≜ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ prec ≺ succ ≻ mid ∣ nmid ∤
        parallel ∥ perp ⊥ models ⊨ vdash ⊢ lt < gt > leqslant ⩽ geqslant ⩾ lesssim ≲ gtrsim ≳
        to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
        implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ longrightarrow ⟶ longleftarrow ⟵ uparrow ↑ downarrow ↓
        updownarrow ↕ Uparrow ⇑ Downarrow ⇓ hookrightarrow ↪ rightsquigarrow ⇝ nearrow ↗ searrow ↘
        colon : therefore ∴ because ∵
        """);

    /// <summary>Symbols that take no space: quantifiers, dots, marks.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ordinary = Pairs(
        """
        forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ prime ′
        backslash \ % % # # $ $ & & _ _ vert | Vert ‖ | ‖ S § copyright ©
        """);

    /// <summary>Large operators whose limits go above and below.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sums = Pairs(
        "sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁ bigwedge ⋀ biguplus ⨄");

    /// <summary>Integrals.</summary>
    public static readonly IReadOnlyDictionary<string, string> Integrals = Pairs("int ∫ iint ∬ iiint ∭ oint ∮");

    /// <summary>Brackets, by what follows <c>\left</c>, <c>\right</c> or <c>\big</c> or stands alone.</summary>
    public static readonly IReadOnlyDictionary<string, string> Delimiters = Pairs(
        """
        { { } } lbrace { rbrace } lbrack [ rbrack ] langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
        lvert | rvert | lVert ‖ rVert ‖ vert | Vert ‖ | ‖ backslash \ uparrow ↑ downarrow ↓ updownarrow ↕
        """);

    /// <summary>Functions that are written out; a star marks those that take limits.</summary>
    public static readonly IReadOnlyDictionary<string, bool> Functions =
        """
        log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth arg deg dim hom ker
        max* min* sup* inf* lim* limsup* liminf* det* gcd* Pr* argmax* argmin*
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(name => name.TrimEnd('*'), name => name.EndsWith('*'), StringComparer.Ordinal);

    /// <summary>Marks above a letter; a star marks those that grow with what is under them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Accents = Pairs(
        """
        hat ^ widehat *^ bar ¯ tilde ˜ widetilde *˜ vec → overrightarrow *→ overleftarrow *← dot ˙ ddot ¨
        check ˇ breve ˘ acute ´ grave ` mathring ˚ overbrace *⏞
        """);

    /// <summary>Marks below.</summary>
    public static readonly IReadOnlyDictionary<string, string> Underlines = Pairs("underbrace *⏟ underrightarrow *→");

    /// <summary>Spaces, in em.</summary>
    public static double? Space(string name) => name switch
    {
        "," or "thinspace" => 0.1667,
        ":" or ">" => 0.2222,
        ";" => 0.2778,
        "!" => -0.1667,
        " " or "\n" => 0.25,
        "enspace" => 0.5,
        "quad" => 1,
        "qquad" => 2,
        _ => null,
    };

    /// <summary>How large the brackets of <c>\big</c>, <c>\bigl</c> and their kin are, in em.</summary>
    public static double? Size(string name) => name switch
    {
        "big" or "bigl" or "bigr" => 1.2,
        "Big" or "Bigl" or "Bigr" => 1.8,
        "bigg" or "biggl" or "biggr" => 2.4,
        "Bigg" or "Biggl" or "Biggr" => 3,
        _ => null,
    };

    private static Dictionary<string, string> Pairs(string table)
    {
        string[] words = table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }
}
