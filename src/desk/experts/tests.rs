//! Experts through the whole application, role by role.

use crate::desk::fixture::desk;

#[actix_web::test]
async fn the_pool_is_for_finance_and_supervision_alone() {
    let desk = desk();
    for path in ["/experts", "/api/v1/experts", "/experts?format=csv"] {
        for login in ["finance_handler", "finance_checker", "finance_approver", "supervisor", "stranger"] {
            assert_eq!(desk.get(login, path).await.status, 200, "{login} {path}");
        }
        for login in ["review_expert", "institution_admin", "budget_unit", "competent_department", "system_admin"] {
            assert_eq!(desk.get(login, path).await.status, 403, "{login} {path}");
        }
    }
}

#[actix_web::test]
async fn list_count_and_export_say_the_same() {
    let desk = desk();
    let filters = "q=%E6%95%99%E6%8E%88&status=enrolled&sort=name&dir=desc";
    let page = desk.get("finance_handler", &format!("/api/v1/experts?{filters}&size=3")).await.json();
    let all = desk.get("finance_handler", &format!("/api/v1/experts?{filters}&format=json")).await.json();
    let rows = all.as_array().unwrap();
    assert!(page["total"].as_u64().unwrap() > 3);
    assert_eq!(page["total"].as_u64().unwrap() as usize, rows.len());
    assert_eq!(page["items"].as_array().unwrap()[..], rows[..3]);
    assert!(rows.iter().all(|e| e["status"] == "enrolled"));
    let csv = desk.get("finance_handler", &format!("/experts?{filters}&format=csv")).await;
    assert_eq!(csv.text().lines().count(), rows.len() + 1);
    assert!(csv.body.starts_with(b"\xEF\xBB\xBF"));
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"experts.csv\"");
}

#[actix_web::test]
async fn words_are_looked_for_together() {
    let desk = desk();
    let total = async |q: &str| {
        desk.get("supervisor", &format!("/api/v1/experts?q={q}")).await.json()["total"].as_i64().unwrap()
    };
    let (one, both) = (total("%E6%95%99%E6%8E%88").await, total("%E6%95%99%E6%8E%88%20%E6%B0%B4%E5%88%A9").await);
    assert!(0 < both && both < one, "{both} of {one}");
    assert_eq!(total("ZJ000001").await, 1);
    assert_eq!(total("%25").await, 0);
}

#[actix_web::test]
async fn what_the_list_does_not_know_is_refused_by_name() {
    let desk = desk();
    for (query, field) in [("statsu=x", "statsu"), ("status=dead", "status"), ("page=-1", "page"), ("sort=id", "sort")]
    {
        let answer = desk.get("finance_handler", &format!("/api/v1/experts?{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
}

#[actix_web::test]
async fn an_expert_sees_itself_and_nobody_else() {
    let desk = desk();
    let (own, other) = (&desk.parts.expert, &desk.parts.other_expert);
    for prefix in ["/experts", "/api/v1/experts"] {
        assert_eq!(desk.get("review_expert", &format!("{prefix}/{own}")).await.status, 200);
        assert_eq!(desk.get("review_expert", &format!("{prefix}/{other}")).await.status, 404);
        assert_eq!(desk.get("review_expert", &format!("{prefix}/nobody")).await.status, 404);
        assert_eq!(desk.get("institution_admin", &format!("{prefix}/{own}")).await.status, 403);
    }
    assert!(!desk.get("review_expert", &format!("/experts/{own}")).await.text().contains("href=\"/experts\""));
}

#[actix_web::test]
async fn personal_data_is_masked_and_seats_of_another_division_are_not_shown() {
    let desk = desk();
    let path = format!("/api/v1/experts/{}", desk.parts.expert);
    let mine = desk.get("finance_handler", &path).await;
    let shown = mine.json();
    assert!(shown["id_no_masked"].as_str().unwrap().contains("**********"));
    assert!(shown["phone_masked"].as_str().unwrap().contains("****"));
    assert!(shown.get("person_key").is_none());
    assert!(!shown["assignments"].as_array().unwrap().is_empty());
    let elsewhere = desk.get("stranger", &path).await.json();
    assert_eq!(elsewhere["assignments"].as_array().unwrap().len(), 0);
    assert_eq!(elsewhere["load"], shown["load"]);
}

#[actix_web::test]
async fn a_known_record_is_not_sent_again() {
    let desk = desk();
    let path = format!("/api/v1/experts/{}", desk.parts.expert);
    let first = desk.get("finance_handler", &path).await;
    let known = actix_web::test::TestRequest::get().uri(&path).insert_header(("If-None-Match", first.header("etag")));
    let again = desk.send("finance_handler", known).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[actix_web::test]
async fn pinyin_finds_and_marks_and_facets_count() {
    let desk = desk();
    let all = desk.get("supervisor", "/api/v1/experts?size=1").await.json();
    let name = all["items"][0]["name"].as_str().unwrap();
    let spelled = crate::search::rules::spelling::of(name).full.remove(0);
    let found = desk.get("supervisor", &format!("/api/v1/experts?q={spelled}")).await.json();
    assert_eq!(found["answered_by"], "embedded");
    let row = found["items"].as_array().unwrap().iter().position(|item| item["name"] == name).unwrap();
    assert_eq!(found["highlights"][row]["name"][0]["hit"], true);
    let sum: i64 = found["facets"]["status"].as_array().unwrap().iter().map(|c| c["count"].as_i64().unwrap()).sum();
    assert_eq!(sum, found["total"].as_i64().unwrap());
    let offered = desk.get("supervisor", &format!("/api/v1/experts/suggestions?q={spelled}")).await.json();
    assert!(offered.as_array().unwrap().iter().any(|s| s["text"] == name && s["kind"] == "name"), "{offered}");
}

#[actix_web::test]
async fn a_commission_lists_the_eligible_and_says_whom_it_leaves_out_and_why() {
    let desk = desk();
    let number = &desk.parts.commission.number;
    let all = desk.get("finance_handler", "/api/v1/experts?status=enrolled&size=1").await.json();
    let path = format!("/api/v1/experts?for_commission={number}&size=500");
    let eligible = desk.get("finance_handler", &path).await.json();
    let (total, left_out) = (eligible["total"].as_i64().unwrap(), eligible["left_out"].as_i64().unwrap());
    assert!(left_out > 0);
    assert_eq!(total + left_out, all["total"].as_i64().unwrap());
    let rules = eligible["excluded_by_rule"].as_array().unwrap();
    assert!(rules.iter().map(|r| r["count"].as_i64().unwrap()).sum::<i64>() >= left_out);
    // The draw of this commission kept the same people out; another test may have suspended one of them.
    let section = desk.get("finance_handler", &format!("/api/v1/commissions/{number}")).await.json();
    let kept_out = section["excluded_experts"].as_i64().unwrap();
    assert!((0..=1).contains(&(kept_out - left_out)), "{kept_out} {left_out}");
    for item in eligible["items"].as_array().unwrap().iter().take(3) {
        let why = desk.get("finance_handler", &format!("{path}&why_not={}", item["number"].as_str().unwrap())).await;
        assert_eq!(why.json()["why_not"]["eligible"], true);
    }
}

#[actix_web::test]
async fn a_commission_of_another_division_is_as_absent_as_none() {
    let desk = desk();
    let number = &desk.parts.commission.number;
    for path in [format!("/api/v1/experts?for_commission={number}"), "/experts?for_commission=nothing".to_owned()] {
        assert_eq!(desk.get("stranger", &path).await.status, 404, "{path}");
    }
    let alone = desk.get("finance_handler", "/api/v1/experts?why_not=ZJ000001").await;
    assert_eq!((alone.status, alone.json()["errors"][0]["field"].as_str()), (422, Some("why_not")));
    for query in ["load_min=x", "years_max=-1", "q=%E4%B8%80+%E4%BA%8C+%E4%B8%89+a+b+c+d+e+f"] {
        assert_eq!(desk.get("finance_handler", &format!("/api/v1/experts?{query}")).await.status, 422, "{query}");
    }
}
