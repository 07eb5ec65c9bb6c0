"""The paths of Amazon's website for workers lead to the pages here."""

import pytest

PATHS = {
    "/mturk/preview?groupId=3G": "/projects/3G/tasks",
    "/mturk/previewandaccept?groupId=3G": "/projects/3G/tasks",
    "/mturk/preview": "/",
    "/mturk/searchbar?requesterId=A1&selectedSearchType=hitgroups": "/requesters/A1/projects",
    "/mturk/searchbar?searchWords=owl": "/?search=owl",
    "/mturk/requestqualification?qualificationId=3Q": "/qualifications/3Q",
    "/mturk/requestqualification": "/qualifications?show=all",
    "/mturk/statusdetail": "/dashboard",
    "/mturk/statusdetail?encodedDate=2018-06-01": "/status_details/2018-06-01",
    "/mturk/dashboard": "/dashboard",
    "/mturk/myhits": "/tasks",
    "/mturk/findhits": "/",
    "/mturk/anything": "/",
}


@pytest.mark.parametrize("path", PATHS)
def test_an_old_path_leads_to_its_page(ann, path):
    answer = ann.open(path)
    assert (answer.status_code, answer.location) == (302, PATHS[path])
