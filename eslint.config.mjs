import globals from "globals";
import js from "@eslint/js";

export default [
    {ignores: ["**/static/lib/**", ".*/**", "node_modules/**", "dist/**"]},
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            "consistent-return": "error",
            "default-case-last": "error",
            eqeqeq: "error",
            "no-alert": "error",
            "no-console": "error",
            "no-eval": "error",
            "no-implicit-globals": "error",
            "no-shadow": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "prefer-template": "error",
        },
    },
    {
        // A service worker has globals of its own.
        files: ["**/service_worker*.js", "**/*.sw.js"],
        languageOptions: {globals: {...globals.serviceworker}},
    },
    {
        files: ["*.cjs"],
        languageOptions: {globals: globals.node, sourceType: "commonjs"},
    },
];
