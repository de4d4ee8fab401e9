//! A case's steps, taken on a conversation one after the other.

use super::{
    conversation::Conversation,
    expect::{Expect, closed},
    fault::Fault,
    op::Op,
    step::Step,
};

/// No message has it.
const NOBODY: i32 = -1;

/// Takes the steps up to the first at which the server does what is not legal.
pub(super) async fn take(on: &mut Conversation, steps: &[Step]) -> Result<(), Fault> {
    for step in steps {
        match step {
            Step::Ask(op, controls, expect) => {
                let id = on.send(op, controls).await?;
                judge(on, id, expect).await?;
            }
            Step::Send(op, controls) => {
                let id = on.send(op, controls).await?;
                if !matches!(op, Op::Abandon(_) | Op::AbandonLast | Op::Unbind) {
                    on.owes(id);
                }
            }
            Step::Await(expect) => {
                let id = on.owed()?;
                judge(on, id, expect).await?;
            }
            Step::Ends => judge(on, NOBODY, &closed()).await?,
            Step::Reconnect => on.reconnect().await?,
            Step::Script(script) => script(on).await?,
        }
    }
    Ok(())
}

async fn judge(on: &mut Conversation, id: i32, expect: &Expect) -> Result<(), Fault> {
    let answer = on.answer(id).await;
    expect.judge(&answer, &on.names).map_err(Fault::Illegal)
}
