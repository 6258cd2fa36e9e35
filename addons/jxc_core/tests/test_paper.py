from odoo.tests import BaseCase, tagged

from ..report.jxc_paper import MISSING, paper_markup


@tagged("post_install", "-at_install")
class TestPaper(BaseCase):
    def test_latin_text_stays_in_its_font(self):
        self.assertEqual(paper_markup("Müller, 5 €"), "Müller, 5 €")

    def test_chinese_runs_get_their_font(self):
        self.assertEqual(
            paper_markup("A 壶子 B"), 'A <font name="STSong-Light">壶子</font> B'
        )

    def test_markup_in_a_text_is_text(self):
        self.assertEqual(paper_markup("<b>&"), "&lt;b&gt;&amp;")

    def test_a_character_without_a_glyph_leaves_a_mark(self):
        for char in ("\x00", "😀", "ł", "\u202e"):
            with self.subTest(char=char):
                self.assertIn(MISSING, paper_markup(f"a{char}b"))

    def test_white_space_of_any_kind_is_one_space(self):
        self.assertEqual(paper_markup(" a\n\n\tb "), "a b")

    def test_a_long_text_is_cut(self):
        self.assertEqual(paper_markup("abcdef", 4), "abc…")

    def test_nothing_is_nothing(self):
        for value in (None, False, ""):
            self.assertEqual(paper_markup(value), "")
