// The settings that OCA's add-ons use, so that code moves between houses unchanged.
module.exports = {
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "preserve",
    semi: true,
    trailingComma: "es5",
    plugins: [require.resolve("@prettier/plugin-xml")],
    xmlQuoteAttributes: "double",
    // A space inside a view's text or a QWeb template is on the reader's screen.
    xmlWhitespaceSensitivity: "preserve",
    xmlSelfClosingSpace: true,
};
