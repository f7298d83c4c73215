//! Named sizes: the one that fits a need is found, explained, and has what it says.

use super::case::{
    CREATE, Case, DESTROY, NAMED_SIZES, Outcome, RESIZE_NAMED, SIZES, SOLD_AMOUNTS, Skip, THREE_SERVERS,
    case, skip,
};
use super::compute::{made, updated};
use super::fixture::Lab;
use super::look::{attempt, refused};
use anycloud_core::{
    ByteSize, Cpu, CreateServer, DestroyServer, DrivesFate, ErrorKind, Need, ResourceKind, Server, Size,
    SizeId, Sizing, UpdateServer,
};

pub(super) const CASES: &[Case] = &[
    case!(one the_size_that_fits_covers_the_need, SOLD_AMOUNTS),
    case!(one a_server_of_the_size_that_fits_covers_the_need, CREATE, DESTROY, SOLD_AMOUNTS),
    case!(one a_need_that_nothing_covers_is_not_found, SIZES),
    case!(one a_need_of_nothing_is_refused_unsent),
    case!(one creating_of_a_missing_size_leaves_nothing, CREATE, NAMED_SIZES),
    case!(one gives_only_the_asked_server_another_size, RESIZE_NAMED, SIZES, THREE_SERVERS),
];

async fn the_size_that_fits_covers_the_need(lab: Lab) -> Outcome {
    for (cpu, memory) in amounts(&lab).await? {
        let fit = lab.cloud.fit(&Need::new().cpu(cpu).memory(memory)).await.expect("something fits");
        assert!(!fit.why.is_empty() && !fit.why.contains('\n'), "one sentence says why: {:?}", fit.why);
        match &fit.sizing {
            Sizing::Named(id) => {
                let size = sizes(&lab).await.into_iter().find(|size| size.id == *id).expect("it is listed");
                assert!(covers(size.cpu, cpu) && size.memory >= Some(memory), "{size:?}: {}", fit.why);
                assert!(fit.why.contains(id.as_str()), "it names the size {id}: {}", fit.why);
            }
            sizing => assert_eq!(*sizing, Sizing::Needs { cpu, memory }, "{}", fit.why),
        }
    }
    Ok(())
}

async fn a_server_of_the_size_that_fits_covers_the_need(lab: Lab) -> Outcome {
    for (cpu, memory) in amounts(&lab).await? {
        let fit = lab.cloud.fit(&Need::new().cpu(cpu).memory(memory)).await.expect("something fits");
        let mut request = lab.new_server("fitting");
        request.sizing = Some(fit.sizing.clone());
        let server = made(&lab, &request).await;
        assert!(server.cpu.is_none() || covers(server.cpu, cpu), "{cpu} was needed: {server:?}");
        assert!(server.memory.is_none_or(|has| has >= memory), "{memory} was needed: {server:?}");
        if let Sizing::Named(wanted) = &fit.sizing {
            assert!(
                server.size.as_ref().is_none_or(|size| size == wanted),
                "{wanted} was asked for: {server:?}"
            );
            let listed = sizes(&lab).await.into_iter().find(|size| size.id == *wanted).expect("it is listed");
            let (has, said) = (server.memory, listed.memory);
            assert!(has.is_none() || has == said, "{wanted} is said to have {said:?}: {server:?}");
        }
        let destroy = DestroyServer::new(server.id, DrivesFate::Keep);
        attempt(&lab.cloud, &destroy).await.expect("it is destroyed");
    }
    Ok(())
}

async fn a_need_that_nothing_covers_is_not_found(lab: Lab) -> Outcome {
    let need = Need::new().memory(ByteSize(u64::MAX));
    let error = refused("fitting what nothing has", lab.cloud.fit(&need)).await;
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    Ok(())
}

async fn a_need_of_nothing_is_refused_unsent(lab: Lab) -> Outcome {
    lab.unsent("fitting nothing", ErrorKind::InvalidRequest, lab.cloud.fit(&Need::new())).await;
    Ok(())
}

async fn creating_of_a_missing_size_leaves_nothing(lab: Lab) -> Outcome {
    let size: SizeId = lab.absent(&ResourceKind::Size)?;
    missing_leaves_nothing(&lab, lab.new_server("of no size").size(size)).await
}

async fn gives_only_the_asked_server_another_size(lab: Lab) -> Outcome {
    let target = lab.servers[1].clone();
    let Some(size) = other_size(&lab, &lab.server(&target).await).await else {
        return skip("there is only one size");
    };
    let (before, meant) = (lab.looks().await, lab.with_drives(&target).await);
    updated(&lab, &UpdateServer::new(target.clone()).size(size.clone())).await?;
    assert_eq!(lab.server(&target).await.size, Some(size));
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

/// A server from something that is not there is refused, and nothing of it stays.
pub(super) async fn missing_leaves_nothing(lab: &Lab, request: CreateServer) -> Outcome {
    let (before, counts) = (lab.looks().await, lab.counts().await);
    let error = refused("a server with something that is not there", attempt(&lab.cloud, &request)).await;
    let kinds = [ErrorKind::NotFound, ErrorKind::InvalidRequest, ErrorKind::Conflict];
    assert!(kinds.contains(&error.kind()) && error.leftovers().is_empty(), "{error}");
    assert_eq!(lab.counts().await, counts, "after {error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

/// A size that this server is not of: of the others the smallest, which every account may use.
pub(super) async fn other_size(lab: &Lab, server: &Server) -> Option<SizeId> {
    let others = sizes(lab).await.into_iter().filter(|size| Some(&size.id) != server.size.as_ref());
    others.min_by_key(|size| size.memory).map(|size| size.id)
}

/// What can be needed of this cloud: what it sells freely, and what a size in the middle of its list has.
async fn amounts(lab: &Lab) -> Result<Vec<(Cpu, ByteSize)>, Skip> {
    let mut all = Vec::new();
    if let Some(Sizing::Needs { cpu, memory }) = &lab.sizing {
        all.push((*cpu, *memory));
    }
    if (SIZES.met)(lab) && (NAMED_SIZES.met)(lab) {
        let mut known: Vec<_> =
            sizes(lab).await.iter().filter_map(|size| Some((size.cpu?, size.memory?))).collect();
        known.sort_by_key(|(_, memory)| *memory);
        all.extend(known.get(known.len() / 2));
    }
    if all.is_empty() { skip("no size is known to have both cpu and memory") } else { Ok(all) }
}

async fn sizes(lab: &Lab) -> Vec<Size> {
    lab.cloud.sizes().all().await.expect("sizes are listed")
}

/// Megahertz and cores do not compare.
fn covers(has: Option<Cpu>, wanted: Cpu) -> bool {
    match (has, wanted) {
        (Some(Cpu::Mhz(has)), Cpu::Mhz(wanted)) => has >= wanted,
        (Some(Cpu::MilliCores(has)), Cpu::MilliCores(wanted)) => has >= wanted,
        _ => false,
    }
}
