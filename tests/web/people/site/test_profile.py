"""What a person changes of their record."""

from support.people import Browser


def test_the_record_is_changed(ann):
    assert ann.send("/me", on="/me", name=" Ann  Lee ", contact="ann@x.test").location == "/me"
    page = ann.open("/me").text
    assert 'value="Ann Lee"' in page
    assert 'value="ann@x.test"' in page
    assert "checked" not in page
    ann.send("/me", on="/me", name="Ann", auto_accept="on")
    assert "checked" in ann.open("/me").text


def test_a_name_that_is_too_long_is_shown_again(ann):
    page = ann.send("/me", on="/me", name="x" * 201, contact="kept")
    assert page.status_code == 400
    assert '<a href="#name">Enter at most 200 characters' in page.text
    assert 'value="kept"' in page.text


def test_signing_out_everywhere_ends_other_sessions(ann, app):
    other = Browser(app.test_client()).sign_in("Ann")
    ann.send("/me/sign-out-everywhere", on="/me")
    assert other.open("/").status_code == 303
    assert ann.sign_in("Ann").open("/").status_code == 200
