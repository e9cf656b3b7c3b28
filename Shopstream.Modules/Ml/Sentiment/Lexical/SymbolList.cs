namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Emoticons and emoji with the valence that reviewers give them.</summary>
internal static class SymbolList
{
    /// <summary>Emoticons made of ASCII characters, a valence and its emoticons a line.</summary>
    public const string Emoticons = """
        +2.2 :-) :) (: =) :] :-] ^^ ^_^ :') :'-)
        +2.6 :-D :D =D xD XD :-)) :)) <3 \o/
        +1.6 ;-) ;) ;D :-P :P :p ;P =P
        -2.2 :-( :( ): =( :[ :-[ :-(( :((
        -2.6 :'( :'-( >:( >:-( </3 T_T
        -1.4 :-/ :/ :-\ :\ =/ :-| :| -_-
        """;

    /// <summary>Emoji, a valence and its characters a line. Skin tones and variation selectors are ignored.</summary>
    public const string Emoji = """
        +3.0 😍 🥰 🤩 😻 💯 🏆 🥇 💖 💕 💗 💘 💝 💞 💓 ❤ ♥ 🧡 💛 💚 💙 💜 🤎 🖤 🤍 ❣ 💟 🫶
        +2.6 😀 😃 😄 😁 😊 ☺ 🥳 🤗 😋 🤤 😘 😚 😙 😗 😇 🎉 🎊 🙌 👏 👍 👌 🤌 ⭐ 🌟 ✨ 🔥 😸 😺 😽 🌞 🌈
        +1.8 🙂 😆 😅 😂 🤣 😉 😌 😎 😝 😛 😜 🤪 💪 🙏 ✅ ✔ ☑ 🎁 🌹 🌸 💐 🌺 🍀 💎 👑 🤙 ✌ 🆗 😹 💃 🕺
        -1.4 😐 😑 😶 🙄 😏 😬 🤔 😕 🫤 😒 😪 🥱 😴 🤷 🤦 🤨 😳 🥴 😵 🙃 ⚠
        -2.4 🙁 ☹ 😞 😟 😔 😖 😣 😩 😫 😢 😥 😓 😰 😨 😧 😦 👎 💔 ❌ ✖ 🚫 😿 🙀 ⛔ 🗑 😾 🥺 😷 🤒
        -3.0 😠 😡 🤬 😤 😭 😱 🤮 🤢 💩 👿 😈 🖕 🤡 🚮 ☠ 💀 🤥
        """;
}
